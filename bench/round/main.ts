import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What an exchange costs: an echo study over loopback, every site a process of its own. Prints seconds per exchange and
 * the coordinator's peak memory beside Flower's figures; then what rounds of one exchange, whose contributions are kept,
 * cost in an embedded store and in memory. An argument picks the cases whose names contain it.
 */
interface BenchCase {
  readonly name: string;
  readonly sites: number;
  readonly bytes: number;
  readonly exchanges: number;
  /** Seconds per exchange. */
  readonly target: number;
  readonly peer: string;
  /** Recorded on the same kind of machine, not measured in this run. */
  readonly peerValue: number;
}

interface Figures {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const OLD_SERVER = 'Flower, former bidirectional server (recorded)';
const CASES: readonly BenchCase[] = [
  { name: '2 × 1 MB', sites: 2, bytes: 1e6, exchanges: 200, target: 0.025, peer: OLD_SERVER, peerValue: 0.024 },
  { name: '3 × 1.4 MB', sites: 3, bytes: 1.4e6, exchanges: 200, target: 0.03, peer: OLD_SERVER, peerValue: 0.024 },
  { name: '8 × 10 MB', sites: 8, bytes: 1e7, exchanges: 20, target: 0.4, peer: OLD_SERVER, peerValue: 0.59 },
];
/** Rounds in an embedded store may take this many times as long as in memory. */
const DURABILITY_TARGET = 1.5;
const DURABLE = { name: 'embedded store, 2 × 1 MB', sites: 2, bytes: 1e6, rounds: 100 };
/** Megabytes. */
const MEMORY_TARGET = 250;

const results = [];
const wanted = process.argv[2] ?? '';
for (const benchCase of CASES.filter(({ name }) => name.includes(wanted))) {
  const figures = await measure(benchCase);
  results.push(...resultsOf(benchCase, figures));
  const { seconds, peakMegabytes } = figures;
  console.log(
    `${benchCase.name}: ${seconds.toFixed(4)} s per exchange (target ${benchCase.target}), coordinator's peak ${peakMegabytes.toFixed(0)} MB (target ${MEMORY_TARGET})`,
  );
}
if (DURABLE.name.includes(wanted)) results.push(await measureDurability());
console.log(JSON.stringify({ bench: 'round', results }));

async function measure({ sites, bytes, exchanges }: BenchCase): Promise<Figures> {
  return inFolder((folder) => host(folder, sites, [sites, bytes, exchanges, 'exchanges']));
}

async function measureDurability() {
  const { name, sites, bytes, rounds } = DURABLE;
  const secondsIn = async (store: (folder: string) => string[]) =>
    (await inFolder((folder) => host(folder, sites, [sites, bytes, rounds, 'rounds', ...store(folder)]))).seconds;
  const memory = await secondsIn(() => []);
  const embedded = await secondsIn((folder) => [join(folder, 'store')]);
  const ratio = Number((embedded / memory).toFixed(3));
  console.log(
    `${name}: ${embedded.toFixed(4)} s per round, in memory ${memory.toFixed(4)} s (target ${DURABILITY_TARGET} times that)`,
  );
  return {
    case: name,
    value: Number(embedded.toFixed(4)),
    unit: 's per round',
    peer: 'in memory, same run',
    peerValue: Number(memory.toFixed(4)),
    ratio,
    target: DURABILITY_TARGET,
    met: ratio <= DURABILITY_TARGET,
  };
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

function resultsOf({ name, target, peer, peerValue }: BenchCase, { seconds, peakMegabytes }: Figures) {
  return [
    {
      case: name,
      value: Number(seconds.toFixed(4)),
      unit: 's per exchange',
      peer,
      peerValue,
      ratio: Number((seconds / peerValue).toFixed(3)),
      target,
      met: seconds <= target,
    },
    {
      case: `${name}, peak memory of the coordinator`,
      value: Math.round(peakMegabytes),
      unit: 'MB',
      peer: null,
      peerValue: null,
      ratio: null,
      target: MEMORY_TARGET,
      met: peakMegabytes < MEMORY_TARGET,
    },
  ];
}
