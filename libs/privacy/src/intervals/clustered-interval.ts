import { type Interval, wilsonInterval } from '#statistics/proportion';
import { normalInterval } from './interval.ts';

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
