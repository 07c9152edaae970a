import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is exchanged, how often. */
export interface Load {
  readonly sites: number;
  /** Of a broadcast, and of each contribution. */
  readonly bytes: number;
  readonly exchanges: number;
}

export interface Figures {
  /** Per exchange or round. */
  readonly seconds: number;
  /** Of the coordinator's process. */
  readonly peakMegabytes: number;
}

/** Exchanges of one round, over loopback, every site a process of its own. */
export async function measureExchanges({ sites, bytes, exchanges }: Load): Promise<Figures> {
  return inFolder((folder) => host(folder, sites, [sites, bytes, exchanges, 'exchanges']));
}

/** Rounds of one exchange, whose contributions are kept: in an embedded store, or in memory. */
export async function measureRounds({ sites, bytes, exchanges }: Load, isEmbedded: boolean): Promise<Figures> {
  return inFolder((folder) => {
    const store = isEmbedded ? [join(folder, 'store')] : [];
    return host(folder, sites, [sites, bytes, exchanges, 'rounds', ...store]);
  });
}

async function inFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-bench-'));
  try {
    return await action(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function host(folder: string, sites: number, args: readonly (string | number)[]): Promise<Figures> {
  const coordinator = start('coordinator.ts', args);
  const [{ address }] = (await once(coordinator, 'message')) as [{ address: string }];
  const agents = Array.from({ length: sites }, (_, i) =>
    start('agent.ts', [address, `site-${i}`, join(folder, `${i}`)]),
  );
  const [figures] = (await once(coordinator, 'message')) as [Figures];
  await Promise.all(agents.map((agent) => agent.exitCode ?? once(agent, 'exit')));
  return figures;
}

function start(file: string, args: readonly (string | number)[]): ChildProcess {
  const child = fork(new URL(file, import.meta.url), args.map(String), { execArgv: ['--no-warnings'] });
  child.on('exit', (code, signal) => {
    if (code === 0) return;
    console.error(`${file} ended with ${code ?? signal}.`);
    process.exit(1);
  });
  return child;
}
