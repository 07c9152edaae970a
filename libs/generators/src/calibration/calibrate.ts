/**
 * Calibration of a trained generator: its rows are weighted until their one-way tables are those that the profile round
 * has already disclosed, and two-way tables those that training has, so nothing more leaves a site.
 */
import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Margin } from '#tabular/profile/margins';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { balanceDraw, type ListedMargin } from './balanced-draw.ts';
import { type ConstrainedSample, type SampleRows, sampleConstrained } from './constrained-sample.ts';
import { misfitPairs, type PairTables } from './pair-tables.ts';
import {
  effectiveSampleSize,
  rake,
  type RakingMargin,
  type RakingOptions,
  totalVariation,
  weightedCounts,
} from './rake.ts';
import { systematicDraw } from './systematic-draw.ts';
import { toldMargin } from './told-margin.ts';

export type { SampleRows } from './constrained-sample.ts';

export interface CalibrationOptions {
  /** Rows of the calibrated table. */
  readonly n: number;
  /** Pool rows per row wanted. Default 60. */
  readonly poolFactor?: number;
  /** Sweeps over all margins. Default 60. */
  readonly sweeps?: number;
  /** Largest weight, in means. Default 30; never more than the pool's rows per row wanted, so that no row repeats. */
  readonly weightCap?: number;
  /** Real two-way tables that are known beside the margins. */
  readonly pairs?: PairTables;
  /** Told the rows of the pool so far, of those wanted. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface MarginDistance {
  readonly name: string;
  readonly distance: number;
}

export interface CalibratedSample {
  readonly table: Table;
  readonly poolRows: number;
  /** (Σw)²/Σw² of the pool's weights (Kish). */
  readonly effectiveSampleSize: number;
  /** Rows that broke a constraint and were drawn again. */
  readonly rejectedRows: number;
  /** The margin that the weighted pool misses most, and by how much (total variation, 0 … 1). */
  readonly worstMargin: MarginDistance;
  /** Real two-way tables that the pool was raked to beside the margins. */
  readonly twoWayTables: number;
  /** Sentences for the report, e.g. an effective sample size below 2 n. */
  readonly warnings: readonly string[];
}

interface WeightedPool extends ConstrainedSample {
  readonly weights: Float64Array;
  readonly margins: readonly ListedMargin[];
  readonly twoWayTables: number;
}

/** Bins in which calibration rakes: fine enough that the tails of laboratory values keep their weight. */
export const CALIBRATION_BINS = { numericBins: 40, endpointBins: 24 } as const;

/** The weighted pool should hold the information of this many rows per row drawn. */
const SUFFICIENT = 2;

/** Pools are held in memory: beyond this many rows a pool has only a few per row drawn. */
const LARGEST_POOL = 500_000;
const LEAST_FACTOR = 4;

const LEAST_CAP = 2;

/** By this share the last sweep changes a weight at most: less than a draw of whole rows can tell. */
const PRECISION = 5e-4;

/** Sweeps over two-way tables and one-way ones; these have been met before. */
const PAIR_SWEEPS = 10;

/** A margin is told as missed from this distance on. */
const MISSED = 0.02;

/**
 * A synthetic cohort whose one-way tables match the real cohort's sums: samples a large pool that keeps the dictionary's
 * constraints, rakes it to the margins, draws systematically and balances the draw. A pool that turns out too thin is drawn again, twice as
 * large. `margins` holds at least one. Throws CL-MODEL-003.
 */
export async function sampleCalibrated(
  sample: SampleRows,
  dictionary: DataDictionary,
  margins: readonly Margin[],
  options: CalibrationOptions,
  seed: Seed,
): Promise<CalibratedSample> {
  const size = poolSize(options);
  let pool = await weightedPool(sample, dictionary, margins, options, size, deriveSeed(seed, 'pool'));
  if (effectiveSampleSize(pool.weights) < SUFFICIENT * options.n) {
    pool = await weightedPool(sample, dictionary, margins, options, 2 * size, deriveSeed(seed, 'larger pool'));
  }
  const first = systematicDraw(pool.weights, options.n, RandomStream.derive(seed, 'draw'));
  const drawn = balanceDraw(first, pool.weights, pool.margins, RandomStream.derive(seed, 'balance'));
  const effective = effectiveSampleSize(pool.weights);
  const worst = worstMargin(pool);
  return {
    table: selectRows(pool.table, RandomStream.derive(seed, 'order').shuffle(drawn)),
    poolRows: pool.table.rowCount,
    effectiveSampleSize: effective,
    rejectedRows: pool.rejectedRows,
    worstMargin: worst,
    twoWayTables: pool.twoWayTables,
    warnings: warningsOf(effective, options.n, worst),
  };
}

function poolSize({ n, poolFactor = 60 }: CalibrationOptions): number {
  return Math.ceil(Math.min(n * poolFactor, Math.max(LARGEST_POOL, n * LEAST_FACTOR)));
}

async function weightedPool(
  sample: SampleRows,
  dictionary: DataDictionary,
  margins: readonly Margin[],
  { n, sweeps = 60, weightCap = 30, pairs, onProgress }: CalibrationOptions,
  size: number,
  seed: Seed,
): Promise<WeightedPool> {
  const drawn = await sampleConstrained(sample, dictionary, size, seed, onProgress);
  const raking = margins.map(({ name, kind, counts, cellsOf }) =>
    // Censored rows and events take turns.
    toldMargin({ name, cells: cellsOf(drawn.table), counts }, dictionary.minimumCellSize, kind === 'endpoint' ? 2 : 1),
  );
  const cap = Math.min(weightCap, Math.max(LEAST_CAP, size / n));
  const oneWay = rake(size, raking, { sweeps, precision: PRECISION, weightCap: cap });
  const joint = pairs === undefined ? [] : misfitPairs(pairs, drawn.table, oneWay, dictionary.minimumCellSize);
  const options = { sweeps: PAIR_SWEEPS, precision: PRECISION, weightCap: cap };
  return { ...drawn, margins: raking, ...withPairs(oneWay, raking, joint, options, SUFFICIENT * n) };
}

/** Raked to two-way tables too, fewer of them where too little of the pool would be left. One-way margins come last, so that these are met. */
function withPairs(
  weights: Float64Array,
  margins: readonly RakingMargin[],
  joint: readonly RakingMargin[],
  options: RakingOptions,
  leastRows: number,
): Pick<WeightedPool, 'weights' | 'twoWayTables'> {
  for (let count = joint.length; count > 0; count = count >> 2) {
    const both = rake(weights.length, [...joint.slice(0, count), ...margins], { ...options, start: weights });
    if (effectiveSampleSize(both) >= leastRows) return { weights: both, twoWayTables: count };
  }
  return { weights, twoWayTables: 0 };
}

function worstMargin({ margins, weights }: WeightedPool): MarginDistance {
  const distances = margins.map(({ name, cells, counts }) => ({
    name,
    distance: totalVariation(weightedCounts(cells, weights, counts.length), counts),
  }));
  return distances.reduce((worst, margin) => (margin.distance > worst.distance ? margin : worst));
}

function warningsOf(effective: number, n: number, worst: MarginDistance): string[] {
  const warnings: string[] = [];
  if (effective < SUFFICIENT * n) {
    warnings.push(
      `The calibrated pool is worth ${Math.round(effective)} rows for ${n} wanted: the generator is far from the real margins, and single patterns may repeat.`,
    );
  }
  if (worst.distance > MISSED) {
    warnings.push(
      `The margin ${worst.name} could not be met: ${(100 * worst.distance).toFixed(1)} % of its rows are in other cells than in the real cohort.`,
    );
  }
  return warnings;
}
