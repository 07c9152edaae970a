import type { Likelihood } from './newton-raphson.ts';

/** Binary outcomes beside p features; shape (n). */
export interface LogisticData {
  /** Without the intercept; p columns of length n. */
  readonly columns: readonly Float64Array[];
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  /** How many identical rows each stands for. */
  readonly counts: Float64Array;
  /** Added to the linear predictor with coefficient 1. */
  readonly offsets: Float64Array;
}

/** P(y = 1) at a linear predictor. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/**
 * Bernoulli log-likelihood less the penalty (ridge / 2) Σ coefficient², with its derivatives. O(n p²).
 * @param parameters the intercept, which isn't penalised, then p coefficients
 */
export function logisticLikelihood(data: LogisticData, parameters: Float64Array, ridge = 0): Likelihood {
  const scores = linearPredictor(data, parameters);
  const penalty = parameters.subarray(1).reduce((sum, value) => sum + (ridge / 2) * value ** 2, 0);
  return {
    logLikelihood: bernoulli(data, scores) - penalty,
    score: scoreOf(data, scores, parameters, ridge),
    information: informationOf(data, scores, ridge),
  };
}

function linearPredictor({ columns, offsets }: LogisticData, parameters: Float64Array): Float64Array {
  const scores = offsets.map((offset) => offset + parameters[0]);
  columns.forEach((column, j) => {
    for (let i = 0; i < scores.length; i++) scores[i] += parameters[j + 1] * column[i];
  });
  return scores;
}

function bernoulli({ labels, counts }: LogisticData, scores: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const margin = labels[i] > 0 ? scores[i] : -scores[i];
    sum -= counts[i] * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
  }
  return sum;
}

function scoreOf(
  { columns, labels, counts }: LogisticData,
  linearScores: Float64Array,
  parameters: Float64Array,
  ridge: number,
): Float64Array {
  // 1 − P would lose the digits of a P near 1.
  const residuals = linearScores.map((score, i) => counts[i] * (labels[i] > 0 ? sigmoid(-score) : -sigmoid(score)));
  const score = new Float64Array(parameters.length);
  score[0] = residuals.reduce((sum, residual) => sum + residual, 0);
  columns.forEach((column, j) => (score[j + 1] = dot(residuals, column) - ridge * parameters[j + 1]));
  return score;
}

function informationOf({ columns, counts }: LogisticData, scores: Float64Array, ridge: number): Float64Array {
  const width = columns.length + 1;
  const information = new Float64Array(width * width);
  const weights = scores.map((score, i) => counts[i] * sigmoid(score) * sigmoid(-score));
  information[0] = weights.reduce((sum, weight) => sum + weight, 0);
  columns.forEach((column, j) => {
    const row = (j + 1) * width;
    const weighted = weights.map((weight, i) => weight * column[i]);
    information[row] = weighted.reduce((sum, value) => sum + value, 0);
    for (let k = 0; k <= j; k++) information[row + k + 1] = dot(weighted, columns[k]);
    information[row + j + 1] += ridge;
  });
  return information;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
