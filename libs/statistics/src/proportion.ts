import type { TwoByTwo } from './contingency-table.ts';
import { normalQuantile } from './distributions/normal.ts';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Odds extends Interval {
  /** NaN for no patients; 0 or ∞, and an interval from 0 to ∞, where one count is 0. */
  readonly odds: number;
}

export interface OddsRatio extends Interval {
  /** 0, ∞ or NaN, and an interval from 0 to ∞, where a count is 0. */
  readonly oddsRatio: number;
  /** Of its logarithm. */
  readonly standardError: number;
}

export interface Share extends Interval {
  /** NaN for no patients. */
  readonly share: number;
}

const Z = normalQuantile(0.975);

/** Odds of one cohort with a 95 % Wald interval on the log scale, variance 1/a + 1/b. Woolf, Ann Hum Genet 1955. */
export function oddsOf(successes: number, failures: number): Odds {
  const odds = successes / failures;
  return { odds, ...logWald(odds, Math.sqrt(1 / successes + 1 / failures)) };
}

/**
 * Odds of the first row ÷ odds of the second, (a d) / (b c), with a 95 % Wald interval on the log scale. Woolf 1955.
 * @param table [[a, b], [c, d]]: a row per cohort, successes and failures
 */
export function oddsRatioOf([[a, b], [c, d]]: TwoByTwo): OddsRatio {
  const oddsRatio = (a / b) * (d / c);
  const standardError = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return { oddsRatio, standardError, ...logWald(oddsRatio, standardError) };
}

/** A share with Wilson's 95 % interval. */
export function shareOf(successes: number, count: number): Share {
  const share = successes / count;
  return { share, ...wilsonInterval(share, count) };
}

/**
 * Wilson's score interval of a share, which stays in [0, 1]. NaN for a count of 0. Wilson, J Am Stat Assoc 1927.
 * @param count above 0; may be an effective number, not whole
 * @param z standard errors on either side, by default for 95 %
 */
export function wilsonInterval(share: number, count: number, z = Z): Interval {
  const shrink = 1 + z ** 2 / count;
  const middle = (share + z ** 2 / (2 * count)) / shrink;
  const margin = (z / shrink) * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  // At the ends the limits are 0 and 1 but for rounding.
  return { lower: share === 0 && count > 0 ? 0 : middle - margin, upper: share === 1 ? 1 : middle + margin };
}

function logWald(value: number, standardError: number): Interval {
  if (standardError === Infinity) return { lower: 0, upper: Infinity };
  const factor = Math.exp(Z * standardError);
  return { lower: value / factor, upper: value * factor };
}
