import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { SAMPLE, writeScratch } from './fixtures.ts';

export const SITES = ['a', 'b', 'c'];

export interface StudyConfigs {
  /** One for each coordinator that may lead. */
  readonly coordinators: readonly string[];
  /** One for each site; they know all coordinators. */
  readonly agents: readonly string[];
}

export interface ConfigOptions {
  readonly coordinatorCount?: number;
  /** Further lines of each agent's configuration. */
  readonly agentSettings?: readonly string[];
}

/** Configurations of a study of the sample sites, whose coordinators share one store in the folder. */
export async function writeConfigs(
  folder: string,
  study: string,
  { coordinatorCount = 1, agentSettings = [] }: ConfigOptions = {},
): Promise<StudyConfigs> {
  const ports = await Promise.all(Array.from({ length: coordinatorCount }, freePort));
  const coordinators = ports.map((port, i) =>
    writeScratch(
      folder,
      `coordinator-${i}.yaml`,
      lines(
        'study: tiny',
        `listen: { host: 127.0.0.1, port: ${port} }`,
        `sites: [${SITES.map((name) => `{ name: ${name} }`).join(', ')}]`,
        `declaration: ${study}`,
        `dictionary: ${SAMPLE('datapackage.json')}`,
        'output: out',
        'heartbeatInterval: 1000',
        'leaseTtl: 1500',
      ),
    ),
  );
  const agents = SITES.map((site) =>
    writeScratch(
      folder,
      `agent-${site}.yaml`,
      lines(
        `coordinator: [${ports.map((port) => `"127.0.0.1:${port}"`).join(', ')}]`,
        'study: tiny',
        `site: ${site}`,
        `table: ${SAMPLE(`${site}.csv`)}`,
        `dictionary: ${SAMPLE('datapackage.json')}`,
        `dataFolder: data-${site}`,
        'retry: { maxDelay: 500 }',
        ...agentSettings,
      ),
    ),
  );
  return { coordinators: await Promise.all(coordinators), agents: await Promise.all(agents) };
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}

/** Below the ports that the system hands out, so that nobody gets this one while a coordinator is down. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
