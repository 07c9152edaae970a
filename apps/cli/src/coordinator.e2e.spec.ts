import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { localArguments, scratchFolder, tinyStudy, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';
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

    const undisturbed = join(folder, 'undisturbed');
    await runCli(...localArguments(study, undisturbed));
    const csv = (out: string) => readFile(join(out, 'synthetic.csv'), 'utf8');
    expect(await csv(join(folder, 'out'))).toBe(await csv(undisturbed));
  });

  it('go on with another model where no site has the engine that the first one needs', async () => {
    const folder = await scratchFolder();
    const study = await writeScratch(
      folder,
      'two.yaml',
      'models: [{ name: ctabgan-plus }, { name: sequential-trees }]\nsynthetic: { rows: 100, poolFactor: 5 }\n',
    );
    const {
      coordinators: [coordinator],
      agents,
    } = await writeConfigs(folder, study, { agentSettings: ['engine: { provider: no-such-device }'] });
    const running = agents.map((config) => startCli(['agent', '--config', config]));
    const { exitCode, stdout, stderr } = await runCli('coordinator', '--config', coordinator);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const agent of running) expect((await agent.finished).exitCode).toBe(0);
    expect(stdout).toContain('ctabgan-plus: left out, the study goes on without it. CL-ROUND-005');
    expect(stdout).toContain('CL-MODEL-004');
    const { study: told, release } = JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8'));
    expect(told.models.map(({ cohort }: { cohort: unknown }) => cohort)).toEqual([null, 'synthetic']);
    expect(release).toMatchObject({ released: 'synthetic', sentence: expect.stringContaining('CL-ROUND-005') });
  });
});
