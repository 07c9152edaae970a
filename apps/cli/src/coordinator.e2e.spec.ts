import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { localArguments, SAMPLE, scratchFolder, tinyStudy, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';

const SITES = ['a', 'b', 'c'];

afterEach(endAll);

describe('cohortloom coordinator and cohortloom agent', () => {
  it('go on after the coordinator and an agent were killed, and release the same bytes', async () => {
    const folder = await scratchFolder();
    const study = await tinyStudy(folder);
    const { coordinator, agents } = await writeConfigs(folder, study);

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
});

async function writeConfigs(folder: string, study: string): Promise<{ coordinator: string; agents: string[] }> {
  const port = await freePort();
  const coordinator = await writeScratch(
    folder,
    'coordinator.yaml',
    lines(
      'study: tiny',
      `listen: { host: 127.0.0.1, port: ${port} }`,
      `sites: [${SITES.map((name) => `{ name: ${name} }`).join(', ')}]`,
      `declaration: ${study}`,
      `dictionary: ${SAMPLE('datapackage.json')}`,
      'output: out',
      'heartbeatInterval: 200',
      'leaseTtl: 900',
    ),
  );
  const agents = SITES.map((site) =>
    writeScratch(
      folder,
      `agent-${site}.yaml`,
      lines(
        `coordinator: 127.0.0.1:${port}`,
        'study: tiny',
        `site: ${site}`,
        `table: ${SAMPLE(`${site}.csv`)}`,
        `dictionary: ${SAMPLE('datapackage.json')}`,
        `dataFolder: data-${site}`,
      ),
    ),
  );
  return { coordinator, agents: await Promise.all(agents) };
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
