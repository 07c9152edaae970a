import { logisticLikelihood, sigmoid } from './logistic-likelihood.ts';
import { maximise } from './newton-raphson.ts';
import { checkedCounts } from './observations.ts';

/** P(y = 1) = 1 / (1 + exp(−(intercept + Σ coefficients · x))). */
export interface LogisticModel {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** False when the iteration limit came first, as under complete separation without a penalty. */
  readonly converged: boolean;
}

export interface LogisticOptions {
  /** Weight λ of the penalty (λ / 2) Σ coefficient²; the intercept isn't penalised. Default 0. */
  readonly ridge?: number;
  /** Default 50. */
  readonly iterations?: number;
  /** Largest change of a coefficient that counts as converged; default 1e-10. */
  readonly tolerance?: number;
  /** How many identical rows each stands for: whole, 0 or more; 1 each where absent. */
  readonly counts?: ArrayLike<number>;
}

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares) with step halving: estimates alone, to
 * predict with. For standard errors, tests and a word on separation see logisticRegression.
 * @param columns p features, each of length n; standardise them when they are penalised
 * @param labels 0 or 1, length n
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  labels: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticModel {
  const { ridge = 0, iterations = 50, tolerance = 1e-10 } = options;
  const counts = checkedCounts(options.counts, labels.length);
  const data = { columns, labels, counts, offsets: new Float64Array(labels.length) };
  const start = new Float64Array(columns.length + 1);
  const { parameters, outcome } = maximise((beta) => logisticLikelihood(data, beta, ridge), start, {
    iterations,
    tolerance,
  });
  return { intercept: parameters[0], coefficients: parameters.slice(1), converged: outcome === 'converged' };
}

/** P(y = 1) for each row of `columns`. */
export function logisticProbabilities(model: LogisticModel, columns: readonly Float64Array[]): Float64Array {
  const scores = new Float64Array(columns[0]?.length ?? 0).fill(model.intercept);
  columns.forEach((column, j) => {
    for (let i = 0; i < scores.length; i++) scores[i] += model.coefficients[j] * column[i];
  });
  return scores.map(sigmoid);
}
