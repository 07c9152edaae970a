import type { TwoSampleCounts } from './weighted-values.ts';

/**
 * Total variation distance ½ Σ |p − q| of the distributions of two lists of counts, in [0, 1]; NaN where one is empty.
 * @param first counts per cell; `second` the same cells
 */
export function totalVariation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const firstTotal = sumOf(first);
  const secondTotal = sumOf(second);
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += Math.abs(first[i] / firstTotal - second[i] / secondTotal);
  return firstTotal > 0 && secondTotal > 0 ? sum / 2 : Number.NaN;
}

/** Wasserstein distance of order 1, ∫ |F − G|, in the unit of the values; NaN where a sample is empty. */
export function wasserstein({ values, first, second }: TwoSampleCounts): number {
  const gap = distributionGaps(first, second);
  let area = 0;
  for (let i = 0; i + 1 < values.length; i++) if (gap[i] !== 0) area += Math.abs(gap[i]) * (values[i + 1] - values[i]);
  return gap.length > 0 && !Number.isNaN(gap[0]) ? area : Number.NaN;
}

/** Kolmogorov's distance max |F − G|, in [0, 1]; NaN where a sample is empty. */
export function kolmogorovDistance({ first, second }: TwoSampleCounts): number {
  const gap = distributionGaps(first, second);
  return gap.length === 0 ? Number.NaN : gap.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** F − G at each value, exact but for the division: NaN where a sample is empty. */
function distributionGaps(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const firstTotal = sumOf(first);
  const secondTotal = sumOf(second);
  const gaps = new Float64Array(first.length);
  let below = 0;
  for (let i = 0; i < gaps.length; i++) {
    below += first[i] * secondTotal - second[i] * firstTotal;
    gaps[i] = below / (firstTotal * secondTotal);
  }
  return gaps;
}

function sumOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return total;
}
