import { normalQuantile } from '#statistics/distributions/normal';
import type { Interval } from '#statistics/proportion';

/** estimate ± 1.96 standard errors, within [least, greatest]. */
export function normalInterval(
  estimate: number,
  standardError: number,
  least = Number.NEGATIVE_INFINITY,
  greatest = Number.POSITIVE_INFINITY,
): Interval {
  const width = criticalValue(1) * standardError;
  return { lower: Math.max(least, estimate - width), upper: Math.min(greatest, estimate + width) };
}

/**
 * How many standard errors a 95 % interval spans on either side when it is the one that stands out of several, so that
 * all of them hold their value with 95 %: the normal quantile of 1 − 0.025 / comparisons (Bonferroni).
 */
export function criticalValue(comparisons: number): number {
  return -normalQuantile(0.025 / Math.max(1, comparisons));
}
