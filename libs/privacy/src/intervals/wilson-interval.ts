import { type Interval, NORMAL_975, normalInterval } from './interval.ts';

/**
 * Wilson's score interval of a share, 95 % (Wilson, J Am Stat Assoc 1927). NaN without attempts.
 * @param share in [0, 1]
 * @param attempts above 0; may be an effective number, not whole
 * @param z standard errors on either side, see `criticalValue`
 */
export function wilsonInterval(share: number, attempts: number, z = NORMAL_975): Interval {
  if (!(attempts > 0)) return { lower: Number.NaN, upper: Number.NaN };
  const square = z ** 2;
  const middle = (share * attempts + square / 2) / (attempts + square);
  const half = (z / (attempts + square)) * Math.sqrt(share * (1 - share) * attempts + square / 4);
  // At the ends rounding would leave a trace beside 0 and 1.
  return { lower: share === 0 ? 0 : Math.max(0, middle - half), upper: share === 1 ? 1 : Math.min(1, middle + half) };
}

/**
 * Wilson's interval of a share whose observations depend on one another: of as many independent ones as would give the
 * same standard error (Korn & Graubard, Surv Methodol 1998). No number of them has one at a share of 0 or 1: there the
 * interval is the share ± 1.96 standard errors.
 * @param attempts the number that counts where the standard error is 0
 */
export function clusteredInterval(share: number, standardError: number, attempts: number): Interval {
  if (standardError > 0 && (share === 0 || share === 1)) return normalInterval(share, standardError, 0, 1);
  const effective = standardError > 0 ? (share * (1 - share)) / standardError ** 2 : attempts;
  return wilsonInterval(share, effective);
}
