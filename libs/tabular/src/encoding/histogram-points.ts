import type { Grid } from '../profile/grid.ts';
import { binUnits } from '../profile/grid.ts';
import type { WeightedPoints } from './bayesian-mixture.ts';

/** Values looked at within a bin of more. */
const VALUES_PER_BIN = 64;

/**
 * The bins of a histogram that hold rows, as weighted points on a transformed scale: the mean and the variance of the
 * transformed values that the bin may hold, each as likely. A bin of one value is that value, with variance 0.
 */
export function histogramPoints(
  grid: Grid,
  counts: readonly number[],
  transform: (value: number) => number,
): WeightedPoints {
  const filled = counts.flatMap((count, bin) => (count > 0 ? [bin] : []));
  const moments = filled.map((bin) => binMoments(grid, bin, transform));
  return {
    x: Float64Array.from(moments, ({ mean }) => mean),
    variance: Float64Array.from(moments, ({ variance }) => variance),
    weight: Float64Array.from(filled, (bin) => counts[bin]),
  };
}

function binMoments(grid: Grid, bin: number, transform: (value: number) => number) {
  const values = valuesOf(grid, bin).map(transform);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

/** All values that a bin may hold, or the midpoints of equal parts of it when they are many. */
function valuesOf(grid: Grid, bin: number): number[] {
  const { least, greatest } = binUnits(grid, bin);
  const count = greatest - least + 1;
  const parts = Math.min(count, VALUES_PER_BIN);
  return Array.from({ length: parts }, (_, i) => (least - 0.5 + ((i + 0.5) * count) / parts) / grid.unit);
}
