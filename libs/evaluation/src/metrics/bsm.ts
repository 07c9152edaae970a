import type { MetricMode } from './metric-mode.ts';

/** Of one numeric column without its missing cells; NaN when it has none. */
export interface NumericStatistics {
  readonly mean: number;
  readonly median: number;
  /** With n − 1. */
  readonly standardDeviation: number;
}

const STATISTICS = ['mean', 'median', 'standardDeviation'] as const;

/** Keeps the denominator of `correct` mode from 0, as published. */
const EPSILON = 1e-6;

/**
 * Basic statistical measure of TabSynDex in [0, 1] over numeric columns in the same order: for mean, median and standard
 * deviation, 1 − the mean over columns of min(1, |real − synthetic| / |denominator|), averaged over the three.
 * `correct`: each statistic over its own real value (+ 1e-6). `reference`: all three over the real mean. A relative
 * error over 0 is 0 when both are equal, else 1. NaN when there is no column.
 */
export function basicStatisticalMeasure(
  real: readonly NumericStatistics[],
  synthetic: readonly NumericStatistics[],
  mode: MetricMode = 'correct',
): number {
  const errors = STATISTICS.flatMap((statistic) =>
    real.map((column, i) => {
      const denominator = mode === 'correct' ? column[statistic] + EPSILON : column.mean;
      return relativeError(column[statistic], synthetic[i][statistic], denominator);
    }),
  ).filter((error) => !Number.isNaN(error));
  return 1 - errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** NaN when the real column has no value; 1 when only the synthetic one has none. */
function relativeError(real: number, synthetic: number, denominator: number): number {
  if (Number.isNaN(real)) return Number.NaN;
  if (real === synthetic) return 0;
  const error = Math.abs(real - synthetic) / Math.abs(denominator);
  return Number.isNaN(error) ? 1 : Math.min(1, error);
}
