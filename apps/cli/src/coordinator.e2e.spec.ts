import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { scratchFolder, tinyStudy } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';
import { simulatedCsv } from './testing/simulated-csv.ts';
import { writeConfigs } from './testing/study-configs.ts';

afterEach(endAll);

describe('cohortloom coordinator and cohortloom agent', () => {
  it('go on after the coordinator and an agent were killed, and release the same bytes', async () => {
    const folder = await scratchFolder();
    const study = await tinyStudy(folder);
    const {
      coordinators: [coordinator],
      agents,
    } = await writeConfigs(folder, study);

    const running = agents.map((config) => startCli(['agent', '--config', config]));
    const first = startCli(['coordinator', '--config', coordinator]);
    await first.sees('Training: 1 of 2');
    first.child.kill('SIGKILL');
    running[0].child.kill('SIGKILL');
    await Promise.all([first.finished, running[0].finished]);

    const again = startCli(['agent', '--config', agents[0]]);
    const second = await runCli('coordinator', '--config', coordinator);
    expect({ exitCode: second.exitCode, stderr: second.stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const agent of [again, ...running.slice(1)]) expect((await agent.finished).exitCode).toBe(0);

    const released = await readFile(join(folder, 'out', 'synthetic.csv'), 'utf8');
    expect(released).toBe(await simulatedCsv(study));
  });
});
