/** A 95 % confidence interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The 97.5 % point of the standard normal distribution. */
export const NORMAL_975 = 1.959963984540054;

/** estimate ± 1.96 standard errors, within [least, greatest]. */
export function normalInterval(
  estimate: number,
  standardError: number,
  least = Number.NEGATIVE_INFINITY,
  greatest = Number.POSITIVE_INFINITY,
): Interval {
  const width = NORMAL_975 * standardError;
  return { lower: Math.max(least, estimate - width), upper: Math.min(greatest, estimate + width) };
}

/**
 * How many standard errors a 95 % interval spans on either side when it is the one that stands out of several, so that
 * all of them hold their value with 95 %: the normal quantile of 1 − 0.025 / comparisons (Bonferroni; the quantile by
 * Abramowitz & Stegun 26.2.23, off by less than 0.0005).
 */
export function criticalValue(comparisons: number): number {
  if (comparisons <= 1) return NORMAL_975;
  const t = Math.sqrt(-2 * Math.log(0.025 / comparisons));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
