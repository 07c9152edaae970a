import { normalQuantile, normalUpperTail } from './distributions/normal.ts';
import { type WeightedValues, weighValues } from './weighted-values.ts';

export interface ShapiroWilkTest {
  /** The test is defined for 3 to 5,000 values that aren't all equal. */
  readonly outcome: 'tested' | 'too-few' | 'too-many' | 'constant';
  readonly count: number;
  /** W in (0, 1], 1 at best; NaN unless tested. */
  readonly statistic: number;
  readonly pValue: number;
}

const LEAST_COUNT = 3;
const MOST_COUNT = 5_000;

/** Below this many values Royston approximates another transformation of W. */
const LARGE_FROM = 12;

/**
 * Shapiro–Wilk test of the null hypothesis that the values come from a normal distribution, R's shapiro.test. Royston,
 * Appl Stat 1995 (algorithm AS R94): polynomial approximations of weights and p; exact p for three values.
 */
export function shapiroWilkTest({ values, counts }: WeightedValues): ShapiroWilkTest {
  let count = 0;
  let distinct = 0;
  for (let i = 0; i < counts.length; i++) {
    count += counts[i];
    if (counts[i] > 0) distinct++;
  }
  const untested = { count, statistic: Number.NaN, pValue: Number.NaN };
  if (count < LEAST_COUNT) return { outcome: 'too-few', ...untested };
  if (count > MOST_COUNT) return { outcome: 'too-many', ...untested };
  if (distinct < 2) return { outcome: 'constant', ...untested };
  // 1 − W keeps its digits where W is close to 1.
  const complement = complementOfW(expand(values, counts, count));
  return { outcome: 'tested', count, statistic: 1 - complement, pValue: pValueOf(complement, count) };
}

/** Of a sample in any order; NaN is missing and left out. */
export function shapiroWilkTestOfSample(sample: ArrayLike<number>): ShapiroWilkTest {
  return shapiroWilkTest(weighValues(sample));
}

/** 1 − W, W the squared correlation of the order statistics with their weights; both are free of place and scale. */
function complementOfW(unscaled: Float64Array): number {
  const n = unscaled.length;
  const range = unscaled[n - 1] - unscaled[0];
  const sorted = unscaled.map((value) => (value - unscaled[0]) / range);
  const weights = halfWeights(n);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  let weightSquares = 0;
  let product = 0;
  weights.forEach((weight, i) => {
    weightSquares += 2 * weight ** 2;
    product += weight * (sorted[n - 1 - i] - sorted[i]);
  });
  const norm = Math.sqrt(weightSquares) * Math.sqrt(squares);
  return ((norm - product) / norm) * ((norm + product) / norm);
}

/** Weights of the n/2 largest values, from the largest on; those of the smallest are their negatives. */
function halfWeights(n: number): Float64Array {
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const scores = Float64Array.from({ length: n >> 1 }, (_, i) => -normalQuantile((i + 0.625) / (n + 0.25)));
  const squares = 2 * scores.reduce((sum, score) => sum + score * score, 0);
  const norm = Math.sqrt(squares);
  const u = 1 / Math.sqrt(n);
  const ends = [scores[0] / norm + polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u)];
  if (n > 5) ends.push(scores[1] / norm + polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u));
  let restOfSquares = squares;
  let restOfWeights = 1;
  ends.forEach((weight, i) => {
    restOfSquares -= 2 * scores[i] ** 2;
    restOfWeights -= 2 * weight ** 2;
  });
  const scale = Math.sqrt(restOfSquares / restOfWeights);
  return scores.map((score, i) => ends[i] ?? score / scale);
}

function pValueOf(complement: number, n: number): number {
  if (n === 3) return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(1 - complement)) - Math.asin(Math.sqrt(0.75))));
  const y = Math.log(complement);
  if (n >= LARGE_FROM) {
    const logN = Math.log(n);
    const mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], logN);
    return normalUpperTail((y - mean) / Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], logN)));
  }
  // Above any y there is.
  const limit = polynomial([-2.273, 0.459], n);
  const mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n);
  return normalUpperTail(
    (-Math.log(limit - y) - mean) / Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n)),
  );
}

/** Σ coefficient · xᵏ, the constant first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

function expand(values: ArrayLike<number>, counts: ArrayLike<number>, total: number): Float64Array {
  const sorted = new Float64Array(total);
  let end = 0;
  for (let i = 0; i < counts.length; i++) sorted.fill(values[i], end, (end += counts[i]));
  return sorted;
}
