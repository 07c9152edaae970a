import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { effectiveSampleSize } from '../calibration/rake.ts';
import { systematicDraw } from '../calibration/systematic-draw.ts';
import { checkGiven } from './check-given.ts';
import type { Given } from './given.ts';

/** Rows, and how much each counts. */
export interface WeightedRows {
  readonly table: Table;
  readonly weights: Float64Array;
}

/** Draws rows of a model under conditions. */
export interface WeightedSampler {
  /**
   * Rows that meet the conditions, and how likely each row's given cells are with what comes before them (likelihood
   * weighting, Fung & Chang 1990): weighted, the rows are a sample of the model under the conditions.
   * @throws CL-MODEL-005 for a condition that no row meets together with those on columns before it
   */
  weighted(n: number, seed: Seed, given: Given): WeightedRows;
  /** Whether all rows weigh the same under the conditions. Absent: never. */
  weighsEqually?(given: Given): boolean;
}

/** Rows drawn, and weighted, for each one wanted; where few of them count, more. */
const POOL_FACTOR = 20;
const LARGER = 8;
const LEAST_POOL = 2_000;
const LARGEST_POOL = 320_000;

/** The weighted pool should hold the information of this many rows per row drawn. */
const SUFFICIENT = 2;

/**
 * `n` rows under conditions (an arm, a sex, a marker, a range of age); the rest is sampled from the model. Of a pool of
 * weighted rows; where the condition is rare, rows may repeat.
 * @throws CL-CONF-001 for a column or value that the dictionary doesn't have, CL-MODEL-005 for a condition that nobody meets
 */
export function sampleGiven(
  dictionary: DataDictionary,
  sampler: WeightedSampler,
  n: number,
  seed: Seed,
  given: Given,
): Table {
  checkGiven(dictionary, given);
  if (sampler.weighsEqually?.(given)) return sampler.weighted(n, deriveSeed(seed, 'pool', n), given).table;
  const pool = weightedPool(sampler, n, seed, given);
  const stream = RandomStream.derive(seed, 'given');
  return selectRows(pool.table, stream.shuffle(systematicDraw(pool.weights, n, stream)));
}

function weightedPool(sampler: WeightedSampler, n: number, seed: Seed, given: Given): WeightedRows {
  for (let size = Math.max(LEAST_POOL, POOL_FACTOR * n); ; size *= LARGER) {
    const pool = sampler.weighted(size, deriveSeed(seed, 'pool', size), given);
    const isEnough = effectiveSampleSize(pool.weights) >= SUFFICIENT * n;
    if (isEnough || LARGER * size > LARGEST_POOL) return pool;
  }
}
