import { normalQuantile, normalTwoSided } from './distributions/normal.ts';
import { checkLevel } from './observations.ts';

/** An estimate with the limits of its confidence interval; limits are NaN where there are none. */
export interface IntervalEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** An estimate taken to be normal around the true value. */
export interface WaldEstimate extends IntervalEstimate {
  readonly standardError: number;
  /** Estimate ÷ standard error. */
  readonly z: number;
  /** Two-sided, of the null hypothesis that the true value is 0. */
  readonly pValue: number;
}

/** The z that holds `level` of a standard normal distribution between −z and z. Throws RangeError outside (0, 1). */
export function normalLimit(level: number): number {
  checkLevel(level);
  return -normalQuantile((1 - level) / 2);
}

/**
 * Wald's interval and test. A standard error of 0 gives an interval of no width and, for the estimate 0, NaN as z and p; one
 * that is NaN (an infinite estimate, say) gives NaN throughout.
 * @param z half the interval's width in standard errors, from normalLimit
 */
export function waldEstimate(estimate: number, standardError: number, z: number): WaldEstimate {
  const ratio = estimate / standardError;
  return {
    estimate,
    standardError,
    lower: estimate - z * standardError,
    upper: estimate + z * standardError,
    z: ratio,
    pValue: normalTwoSided(ratio),
  };
}

/** An interval of a log ratio as one of the ratio. */
export function exponentiated({ estimate, lower, upper }: IntervalEstimate): IntervalEstimate {
  return { estimate: Math.exp(estimate), lower: Math.exp(lower), upper: Math.exp(upper) };
}
