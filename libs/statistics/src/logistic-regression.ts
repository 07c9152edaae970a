import { solvePositiveDefinite } from './cholesky.ts';

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
}

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares) with step halving. All weights equal.
 * @param columns p features, each of length n; standardise them when they are penalised
 * @param labels 0 or 1, length n
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  labels: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticModel {
  const { ridge = 0, iterations = 50, tolerance = 1e-10 } = options;
  const design = [new Float64Array(labels.length).fill(1), ...columns];
  let beta = new Float64Array(design.length);
  let loss = penalisedLoss(design, labels, beta, ridge);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const step = newtonStep(design, labels, beta, ridge);
    if (step === undefined) break;
    let next = addScaled(beta, step, 1);
    let nextLoss = penalisedLoss(design, labels, next, ridge);
    for (let scale = 0.5; nextLoss > loss && scale > 1e-6; scale /= 2) {
      next = addScaled(beta, step, scale);
      nextLoss = penalisedLoss(design, labels, next, ridge);
    }
    const change = next.reduce((most, value, i) => Math.max(most, Math.abs(value - beta[i])), 0);
    beta = next;
    loss = nextLoss;
    if (change < tolerance) return modelOf(beta, true);
  }
  return modelOf(beta, false);
}

/** P(y = 1) for each row of `columns`. */
export function logisticProbabilities(model: LogisticModel, columns: readonly Float64Array[]): Float64Array {
  const scores = new Float64Array(columns[0]?.length ?? 0).fill(model.intercept);
  columns.forEach((column, j) => {
    for (let i = 0; i < scores.length; i++) scores[i] += model.coefficients[j] * column[i];
  });
  return scores.map(sigmoid);
}

function modelOf(beta: Float64Array, converged: boolean): LogisticModel {
  return { intercept: beta[0], coefficients: beta.slice(1), converged };
}

/** (XᵀWX + λI)⁻¹ (Xᵀ(y − p) − λβ); undefined when the matrix is singular. */
function newtonStep(
  design: readonly Float64Array[],
  labels: ArrayLike<number>,
  beta: Float64Array,
  ridge: number,
): Float64Array | undefined {
  const p = design.length;
  const fitted = linearPredictor(design, beta).map(sigmoid);
  const gradient = design.map((column, j) => {
    let sum = j === 0 ? 0 : -ridge * beta[j];
    for (let i = 0; i < fitted.length; i++) sum += column[i] * (labels[i] - fitted[i]);
    return sum;
  });
  const hessian = new Float64Array(p * p);
  const weighted = new Float64Array(fitted.length);
  for (let a = 0; a < p; a++) {
    for (let i = 0; i < weighted.length; i++) weighted[i] = design[a][i] * fitted[i] * (1 - fitted[i]);
    for (let b = 0; b <= a; b++) hessian[a * p + b] = dot(weighted, design[b]);
    if (a > 0) hessian[a * p + a] += ridge;
  }
  return solvePositiveDefinite(hessian, gradient);
}

function penalisedLoss(
  design: readonly Float64Array[],
  labels: ArrayLike<number>,
  beta: Float64Array,
  ridge: number,
): number {
  const scores = linearPredictor(design, beta);
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    const margin = labels[i] > 0 ? scores[i] : -scores[i];
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
  }
  for (let j = 1; j < beta.length; j++) loss += (ridge / 2) * beta[j] ** 2;
  return loss;
}

function linearPredictor(design: readonly Float64Array[], beta: Float64Array): Float64Array {
  const scores = new Float64Array(design[0].length);
  design.forEach((column, j) => {
    for (let i = 0; i < scores.length; i++) scores[i] += beta[j] * column[i];
  });
  return scores;
}

function addScaled(a: Float64Array, b: Float64Array, scale: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(a, (value, i) => value + scale * b[i]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
