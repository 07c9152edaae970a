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
