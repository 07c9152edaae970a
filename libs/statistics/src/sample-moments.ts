import { withoutMissing } from './weighted-values.ts';

/** What a test of means needs of a sample. */
export interface SampleMoments {
  readonly count: number;
  /** NaN for no values. */
  readonly mean: number;
  /** Standard deviation, divisor n − 1; NaN for fewer than two values. */
  readonly sd: number;
}

/** In two passes. NaN is missing and left out. */
export function momentsOf(sample: ArrayLike<number>): SampleMoments {
  const values = withoutMissing(sample);
  const count = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { count, mean, sd: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN };
}
