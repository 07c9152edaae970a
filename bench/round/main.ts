import { FlowerPeer } from './flower.ts';
import { measureExchanges, measureRounds, type Figures, type Load } from './host.ts';

/**
 * What an exchange costs: an echo study over loopback, every site a process of its own. Prints seconds per exchange and
 * the coordinator's peak memory beside Flower's: measured in the same run where FLOWER_PYTHON names a Python that has it,
 * else recorded figures. Then how the coordinator's peak grows with each site, and what rounds of one exchange, whose
 * contributions are kept, cost in an embedded store and in memory. An argument picks the cases whose names contain it.
 */
interface BenchCase extends Load {
  readonly name: string;
  /** Seconds per exchange. */
  readonly target: number;
  /** Flower's seconds per exchange, recorded on the same kind of machine. */
  readonly recorded: number;
}

const CASES: readonly BenchCase[] = [
  { name: '2 × 1 MB', sites: 2, bytes: 1e6, exchanges: 200, target: 0.025, recorded: 0.024 },
  { name: '3 × 1.4 MB', sites: 3, bytes: 1.4e6, exchanges: 200, target: 0.03, recorded: 0.024 },
  { name: '8 × 10 MB', sites: 8, bytes: 1e7, exchanges: 20, target: 0.4, recorded: 0.59 },
];
/** Megabytes. */
const MEMORY_TARGET = 250;

const GROWTH = { name: 'growth per site at 10 MB', sites: [2, 4, 8], bytes: 1e7, exchanges: 10 };
/** Of Flower's growth. */
const GROWTH_TARGET = 0.1;

const DURABLE = { name: 'embedded store, 2 × 1 MB', sites: 2, bytes: 1e6, exchanges: 100 };
/** Rounds in an embedded store may take this many times as long as in memory. */
const DURABILITY_TARGET = 1.5;

interface Result {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string | null;
  readonly peerValue: number | null;
  readonly ratio: number | null;
  readonly target: number;
  readonly met: boolean | null;
}

const flower = FlowerPeer.find();
const peer = flower
  ? `Flower, former bidirectional server, same run (${flower.versions})`
  : 'Flower, former bidirectional server (recorded)';
const wanted = process.argv[2] ?? '';
const isWanted = ({ name }: { readonly name: string }) => name.includes(wanted);

const results: Result[] = [];
for (const benchCase of CASES.filter(isWanted)) results.push(...(await measureCase(benchCase)));
if (isWanted(GROWTH)) results.push(await measureGrowth());
if (isWanted(DURABLE)) results.push(await measureDurability());
console.log(JSON.stringify({ bench: 'round', results }));

async function measureCase(benchCase: BenchCase): Promise<Result[]> {
  const { name, target, recorded } = benchCase;
  const { seconds, peakMegabytes } = await measureExchanges(benchCase);
  const theirs: Partial<Figures> = (await flower?.measure(benchCase)) ?? { seconds: recorded };
  console.log(
    `${name}: ${seconds.toFixed(4)} s per exchange (target ${target}), coordinator's peak ${peakMegabytes.toFixed(0)} MB (target ${MEMORY_TARGET}); ${peer}: ${told(theirs)}`,
  );
  return [
    {
      case: name,
      value: rounded(seconds),
      unit: 's per exchange',
      ...beside(seconds, theirs.seconds),
      target,
      met: seconds <= target,
    },
    {
      case: `${name}, peak memory of the coordinator`,
      value: Math.round(peakMegabytes),
      unit: 'MB',
      ...beside(peakMegabytes, theirs.peakMegabytes),
      target: MEMORY_TARGET,
      met: peakMegabytes < MEMORY_TARGET,
    },
  ];
}

async function measureGrowth(): Promise<Result> {
  const ours = await growthOf(measureExchanges);
  const theirs = flower && (await growthOf((load) => flower.measure(load)));
  const ratio = theirs === undefined ? null : rounded(ours / theirs);
  const beyond = theirs === undefined ? '' : `; ${peer}: ${theirs.toFixed(1)} MB (target ${GROWTH_TARGET} of that)`;
  console.log(`${GROWTH.name}: ${ours.toFixed(1)} MB${beyond}`);
  return {
    case: GROWTH.name,
    value: rounded(ours),
    unit: 'MB',
    ...beside(ours, theirs),
    target: GROWTH_TARGET,
    met: ratio === null ? null : ratio <= GROWTH_TARGET,
  };
}

/** Slope of the least-squares line through the peaks of few and many sites, megabytes per site. */
async function growthOf(measure: (load: Load) => Promise<Figures>): Promise<number> {
  const { sites, bytes, exchanges } = GROWTH;
  const peaks: number[] = [];
  for (const count of sites) peaks.push((await measure({ sites: count, bytes, exchanges })).peakMegabytes);
  console.log(`  peaks at ${sites.join(', ')} sites: ${peaks.map((peak) => peak.toFixed(0)).join(', ')} MB`);
  const centre = sites.reduce((sum, count) => sum + count, 0) / sites.length;
  const spread = sites.reduce((sum, count) => sum + (count - centre) ** 2, 0);
  return sites.reduce((sum, count, i) => sum + (count - centre) * peaks[i], 0) / spread;
}

async function measureDurability(): Promise<Result> {
  const { seconds: memory } = await measureRounds(DURABLE, false);
  const { seconds: embedded } = await measureRounds(DURABLE, true);
  const ratio = rounded(embedded / memory);
  console.log(
    `${DURABLE.name}: ${embedded.toFixed(4)} s per round, in memory ${memory.toFixed(4)} s (target ${DURABILITY_TARGET} times that)`,
  );
  return {
    case: DURABLE.name,
    value: rounded(embedded),
    unit: 's per round',
    peer: 'in memory, same run',
    peerValue: rounded(memory),
    ratio,
    target: DURABILITY_TARGET,
    met: ratio <= DURABILITY_TARGET,
  };
}

function beside(value: number, theirs: number | undefined): Pick<Result, 'peer' | 'peerValue' | 'ratio'> {
  if (theirs === undefined) return { peer: null, peerValue: null, ratio: null };
  return { peer, peerValue: rounded(theirs), ratio: rounded(value / theirs) };
}

function told({ seconds, peakMegabytes }: Partial<Figures>): string {
  const memory = peakMegabytes === undefined ? '' : `, ${peakMegabytes.toFixed(0)} MB`;
  return `${seconds?.toFixed(4)} s${memory}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
