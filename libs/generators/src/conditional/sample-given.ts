import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import { type DataDictionary, fieldNamed, stateCode } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { systematicDraw } from '../calibration/systematic-draw.ts';
import { checkGiven } from '../conditions/check-given.ts';
import { type Given, type GivenValue, isRange, unmetCondition } from '../conditions/given.ts';
import { rowsMeeting } from '../conditions/rows-meeting.ts';

/** Cells that every row is to have, by field: codes of states (−1 is missing), values of numbers (NaN is missing). */
export type GivenCells = ReadonlyMap<string, number>;

/** Draws rows with some cells given, and how likely each row's given cells are with the rest of it. */
export interface WeightedSampler {
  weighted(n: number, seed: Seed, cells: GivenCells): WeightedRows | Promise<WeightedRows>;
}

export interface WeightedRows {
  readonly table: Table;
  readonly weights: Float64Array;
}

export interface GivenOptions {
  /** Whether numbers may be given as cells; else rows are found among many, as for ranges. */
  readonly numbers: boolean;
  /** Whether rows under these cells need no weights. */
  readonly isExact: (cells: ReadonlySet<string>) => boolean;
}

/** Rows drawn, and weighted, for each one wanted. */
const POOL_FACTOR = 20;
const LEAST_POOL = 2_000;

/**
 * `n` rows under conditions (an arm, a sex, a marker, an age); the rest is sampled from the model. Of a pool of rows weighted by
 * how likely what is given is in each (likelihood weighting, Fung & Chang 1990); of a range of numbers the rows that lie in it.
 * Where conditions are rare, rows may repeat.
 * @throws CL-CONF-001 for a column or value that the dictionary doesn't have, CL-MODEL-005 for conditions that nobody meets
 */
export async function sampleGiven(
  dictionary: DataDictionary,
  sampler: WeightedSampler,
  n: number,
  seed: Seed,
  given: Given,
  { isExact, numbers }: GivenOptions,
): Promise<Table> {
  checkGiven(dictionary, given);
  const cells = cellsOf(dictionary, given, numbers);
  const isFixed = cells.size === Object.keys(given).length && isExact(new Set(cells.keys()));
  const size = isFixed ? n : Math.max(LEAST_POOL, POOL_FACTOR * n);
  const { table, weights } = await sampler.weighted(size, deriveSeed(seed, 'pool'), cells);
  const meeting = rowsMeeting(dictionary, table, given);
  const kept = weights.map((weight, row) => weight * meeting[row]);
  if (!kept.some((weight) => weight > 0)) throw unmetConditions(given);
  const stream = RandomStream.derive(seed, 'given');
  return selectRows(table, stream.shuffle(systematicDraw(kept, n, stream)));
}

/** Conditions that are a single cell. */
function cellsOf(dictionary: DataDictionary, given: Given, numbers: boolean): GivenCells {
  return new Map(
    Object.entries(given).flatMap(([name, value]): [string, number][] => {
      const cell = cellOf(dictionary, name, value);
      const isCell = cell !== undefined && (numbers || fieldNamed(dictionary, name).kind === 'categorical');
      return isCell ? [[name, cell]] : [];
    }),
  );
}

function cellOf(dictionary: DataDictionary, name: string, value: GivenValue): number | undefined {
  const field = fieldNamed(dictionary, name);
  if (field.kind === 'categorical') return value === null ? -1 : stateCode(dictionary, name, String(value));
  if (value === null) return Number.NaN;
  if (!isRange(value) || value.least !== value.greatest) return undefined;
  const unit = 10 ** field.decimals;
  return Math.round(value.least * unit) / unit;
}

function unmetConditions(given: Given) {
  const names = Object.keys(given);
  return unmetCondition(given, names[names.length - 1], names.slice(0, -1));
}
