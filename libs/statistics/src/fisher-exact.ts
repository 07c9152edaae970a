import type { TwoByTwo } from './contingency-table.ts';

export interface FisherExactTest {
  /** Two-sided: the probability of all tables no likelier than the one seen. */
  readonly pValue: number;
  /** Conditional maximum likelihood estimate; 0 or ∞ for the extreme tables, NaN where the margins allow one table. */
  readonly oddsRatio: number;
  /** 95 % interval, from two exact one-sided tests at 2.5 %. */
  readonly lower: number;
  readonly upper: number;
}

/** Probabilities are equal where they differ by less than this, relatively; R's. */
export const EQUAL_PROBABILITY = 1e-7;

const LOG_TAIL = Math.log(0.025);

/** No log odds ratio of a table that isn't extreme lies outside ± this. */
const MOST_LOG_ODDS = 200;
const TOLERANCE = 1e-13;
const MOST_ITERATIONS = 100;

/**
 * Fisher's exact test of the null hypothesis that the odds ratio of a table is 1, conditional on its margins. R's
 * fisher.test, which solves for estimate and interval to about four digits where this solves them in full. Fisher 1935;
 * interval of Cornfield 1956.
 * @param table whole counts
 */
export function fisherExactTest([[a, b], [c, d]]: TwoByTwo): FisherExactTest {
  const least = Math.max(0, a - d);
  const most = Math.min(a + b, a + c);
  if (least === most) return { pValue: 1, oddsRatio: Number.NaN, lower: 0, upper: Infinity };
  const logWeights = hypergeometric(least, most, a + b, a + c, d - a);
  const seen = a - least;
  const last = most - least;
  return {
    pValue: twoSided(logWeights, seen),
    oddsRatio: seen === 0 ? 0 : seen === last ? Infinity : Math.exp(likeliest(logWeights, seen)),
    lower: seen === 0 ? 0 : Math.exp(lowerLimit(logWeights, seen)),
    upper: seen === last ? Infinity : Math.exp(upperLimit(logWeights, seen)),
  };
}

/**
 * Log weights of the first cell's counts least … most when the odds ratio is 1, the largest 0.
 * @param excess the last cell − the first, the same in all tables with these margins
 */
function hypergeometric(least: number, most: number, row: number, column: number, excess: number): Float64Array {
  const logWeights = new Float64Array(most - least + 1);
  for (let i = 1; i < logWeights.length; i++) {
    const a = least + i;
    const ratio = ((row - a + 1) / a) * ((column - a + 1) / (a + excess));
    logWeights[i] = logWeights[i - 1] + Math.log(ratio);
  }
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  return logWeights.map((value) => value - largest);
}

function twoSided(logWeights: Float64Array, seen: number): number {
  const limit = logWeights[seen] + EQUAL_PROBABILITY;
  let total = 0;
  let unlikely = 0;
  for (const logWeight of logWeights) {
    const weight = Math.exp(logWeight);
    total += weight;
    if (logWeight <= limit) unlikely += weight;
  }
  return Math.min(1, unlikely / total);
}

/** The log odds ratio at which the expected count is the count seen. */
function likeliest(logWeights: Float64Array, seen: number): number {
  return rootOfIncreasing((logOdds) => {
    const { mean, variance } = tilted(logWeights, logOdds, 0, logWeights.length);
    return { value: mean - seen, slope: variance };
  });
}

/** The log odds ratio at which counts of at least the one seen have a probability of 2.5 %. */
function lowerLimit(logWeights: Float64Array, seen: number): number {
  return rootOfIncreasing((logOdds) => {
    const all = tilted(logWeights, logOdds, 0, logWeights.length);
    const tail = tilted(logWeights, logOdds, seen, logWeights.length);
    return { value: tail.logTotal - all.logTotal - LOG_TAIL, slope: tail.mean - all.mean };
  });
}

/** The log odds ratio at which counts of at most the one seen have a probability of 2.5 %. */
function upperLimit(logWeights: Float64Array, seen: number): number {
  return rootOfIncreasing((logOdds) => {
    const all = tilted(logWeights, logOdds, 0, logWeights.length);
    const tail = tilted(logWeights, logOdds, 0, seen + 1);
    return { value: LOG_TAIL - (tail.logTotal - all.logTotal), slope: all.mean - tail.mean };
  });
}

interface Tilted {
  readonly logTotal: number;
  readonly mean: number;
  readonly variance: number;
}

/** Sum and moments of index i in [from, to) with weights exp(logWeight + i logOdds). */
function tilted(logWeights: Float64Array, logOdds: number, from: number, to: number): Tilted {
  let largest = -Infinity;
  for (let i = from; i < to; i++) largest = Math.max(largest, logWeights[i] + i * logOdds);
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let i = from; i < to; i++) {
    const weight = Math.exp(logWeights[i] + i * logOdds - largest);
    total += weight;
    sum += weight * i;
    squares += weight * i * i;
  }
  const mean = sum / total;
  return { logTotal: largest + Math.log(total), mean, variance: squares / total - mean * mean };
}

/** By Newton's method, and bisection where that would leave the bracket. */
function rootOfIncreasing(at: (x: number) => { readonly value: number; readonly slope: number }): number {
  let low = -MOST_LOG_ODDS;
  let high = MOST_LOG_ODDS;
  let x = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const { value, slope } = at(x);
    if (value > 0) high = x;
    else low = x;
    const newton = x - value / slope;
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= TOLERANCE) return next;
    x = next;
  }
  return x;
}
