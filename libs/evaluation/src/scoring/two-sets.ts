import type { TwoSampleCounts } from '#statistics/weighted-values';
import { type DescribedSet, numericHistogram } from './described-set.ts';

/** The values of a number in two sets, at the middle of the bins that both are counted in. Missing ones are left out. */
export function countsOfTwo(first: DescribedSet, second: DescribedSet, field: string): TwoSampleCounts {
  const { lowers, uppers, counts } = numericHistogram(first, field);
  return {
    values: Float64Array.from(lowers, (lower, bin) => (lower + uppers[bin]) / 2),
    first: counts,
    second: numericHistogram(second, field).counts,
  };
}
