import { dependentColumns, diagonalOf, invertPositiveDefinite } from './cholesky.ts';
import { followed, type Likelihood, maximise, type Maximum, type Point } from './newton-raphson.ts';

/** A likelihood is maximised for standardised columns; this leads from there to coefficients per unit and back. */
export interface Scaling {
  /** p × p, row by row: coefficients per unit from standardised ones. */
  readonly fromStandardised: Float64Array;
  /** Its inverse. */
  readonly toStandardised: Float64Array;
}

/**
 * The log-likelihood rises for ever along a direction, so that coefficients have no finite estimate (separation, monotone
 * likelihood), or as good as for ever. Wald statistics say nothing then; the likelihood-ratio test still does.
 */
export interface Separation {
  /**
   * False where a finite estimate exists, but so far out that its standard error is above a thousand times what it is
   * without effects: a few patients, or a hair's breadth, short of separation.
   */
  readonly isExact: boolean;
  /** Along which the log-likelihood never falls: change of each coefficient, the largest in size 1; mere signs if not exact. */
  readonly direction: Float64Array;
  /**
   * Which coefficients are infinite, each with the sign of its direction. Where several could be, the choice among them is
   * not unique.
   */
  readonly infinite: readonly number[];
}

export interface RegressionEstimates {
  /** ±∞ where separated; NaN where nothing tells a value, once what is separated has gone to infinity. */
  readonly values: Float64Array;
  /** p × p, row by row; NaN for coefficients without a finite value. */
  readonly covariance: Float64Array;
  /** At the maximum, or its supremum. */
  readonly logLikelihood: number;
  readonly separation: Separation | undefined;
  readonly iterations: number;
}

/** A log-likelihood of p standardised coefficients. */
export interface RegressionProblem {
  readonly scaling: Scaling;
  /** Without effects: where the search starts. */
  readonly atNull: Point;
  readonly likelihoodAt: (coefficients: Float64Array) => Likelihood;
  /** Proves that the log-likelihood never falls, and somewhere rises, along a direction. */
  readonly isMonotone: (direction: Float64Array) => boolean;
}

export interface SearchLimits {
  readonly iterations?: number;
  readonly likelihoodTolerance?: number;
}

/** A rise to expect, relative to the size of the log-likelihood, that is nothing even beside rounding. */
const NOTHING = 1e-18;

/**
 * Maximum-likelihood estimates, or their limits where the likelihood is monotone; undefined when neither was found within the
 * iteration limit and the precision of the numbers.
 */
export function estimatesOf(problem: RegressionProblem, limits: SearchLimits): RegressionEstimates | undefined {
  const { likelihoodAt, atNull, isMonotone } = problem;
  const maximum = maximise(likelihoodAt, atNull.parameters, { ...limits, riseTolerance: NOTHING, isMonotone });
  if (maximum.outcome === 'not-converged') return undefined;
  return maximum.direction ? limitOf(problem, maximum, maximum.direction) : finiteEstimates(problem, maximum);
}

function finiteEstimates(problem: RegressionProblem, maximum: Maximum): RegressionEstimates | undefined {
  const covariance = covarianceAt(problem, maximum);
  const withoutEffects = covarianceAt(problem, problem.atNull);
  if (covariance === undefined || withoutEffects === undefined) return undefined;
  const { iterations, likelihood, parameters } = maximum;
  const values = product(problem.scaling.fromStandardised, parameters);
  const isLost = (j: number) => VANISHED * covariance[j * values.length + j] > withoutEffects[j * values.length + j];
  const lost = Array.from(values.keys()).filter(isLost);
  const estimates = { values, covariance, logLikelihood: likelihood.logLikelihood, separation: undefined, iterations };
  return lost.length > 0 ? nearlySeparated(estimates, lost) : estimates;
}

function nearlySeparated(estimates: RegressionEstimates, infinite: readonly number[]): RegressionEstimates {
  const width = estimates.values.length;
  const isInfinite = (j: number) => infinite.includes(j);
  const direction = estimates.values.map((value, j) => (isInfinite(j) ? Math.sign(value) : 0));
  return {
    ...estimates,
    values: estimates.values.map((value, j) => (isInfinite(j) ? direction[j] * Infinity : value)),
    covariance: estimates.covariance.map((value, entry) =>
      isInfinite(Math.floor(entry / width)) || isInfinite(entry % width) ? Number.NaN : value,
    ),
    separation: { isExact: false, direction, infinite },
  };
}

function covarianceAt({ scaling }: RegressionProblem, { parameters, likelihood }: Point): Float64Array | undefined {
  const inverse = invertPositiveDefinite(Float64Array.from(likelihood.information), parameters.length);
  return inverse && sandwich(scaling.fromStandardised, inverse);
}

function limitOf(problem: RegressionProblem, from: Maximum, step: Float64Array): RegressionEstimates {
  const { fromStandardised, toStandardised } = problem.scaling;
  const direction = withoutDoubtful(step, problem);
  const limit = followed(problem.likelihoodAt, from, product(toStandardised, direction));
  const infinite = Array.from(direction.keys()).filter((j) => direction[j] !== 0);
  const { covariance, told } = finiteCovariance(problem, limit, infinite);
  const values = product(fromStandardised, limit.parameters).map((value, j) => {
    if (direction[j] !== 0) return Math.sign(direction[j]) * Infinity;
    return told.includes(j) ? value : Number.NaN;
  });
  const size = largestSize(direction);
  const separation = { isExact: true, direction: direction.map((value) => value / size), infinite };
  const { iterations } = from;
  return { values, covariance, logLikelihood: limit.likelihood.logLikelihood, separation, iterations };
}

/** Directions come out of an iteration: a component this small beside the terms it is made of may be 0. */
const DOUBTFUL = 0.01;

/** The direction per unit of each column; doubtful components, smallest first, are 0 if it stays monotone without them. */
function withoutDoubtful(step: Float64Array, { scaling, isMonotone }: RegressionProblem): Float64Array {
  const { fromStandardised, toStandardised } = scaling;
  const direction = product(fromStandardised, step);
  const terms = product(fromStandardised.map(Math.abs), new Float64Array(step.length).fill(largestSize(step)));
  const share = (j: number) => Math.abs(direction[j]) / terms[j];
  const doubtful = Array.from(direction.keys()).filter((j) => share(j) < DOUBTFUL);
  for (const j of doubtful.sort((a, b) => share(a) - share(b))) {
    if (isMonotone(product(toStandardised, direction.with(j, 0)))) direction[j] = 0;
  }
  return direction;
}

/** Information that fell below this share of what there is without effects has gone to 0. */
const VANISHED = 1e-6;

/**
 * Covariance of the finite coefficients that something tells, once the information along the direction has gone to 0: those
 * of which information is left when what all others hold is taken out.
 */
function finiteCovariance({ scaling, atNull }: RegressionProblem, limit: Point, infinite: readonly number[]) {
  const width = limit.parameters.length;
  const perUnit = ({ information }: Likelihood) =>
    sandwich(transposed(scaling.toStandardised), symmetric(information, width));
  const information = perUnit(limit.likelihood);
  const least = diagonalOf(perUnit(atNull.likelihood), width).map((entry) => VANISHED * entry);
  const vanishedOf = (order: readonly number[]) => {
    const rounding = order.map((j) => least[j]);
    return dependentColumns(block(information, width, order), rounding).map((at) => order[at]);
  };
  const all = Array.from(least.keys());
  const told = all.filter((j) => !infinite.includes(j) && !vanishedOf([...all.filter((k) => k !== j), j]).includes(j));
  const order = [...all.filter((j) => !told.includes(j)), ...told];
  const kept = order.filter((j) => !vanishedOf(order).includes(j));
  const inverse = invertPositiveDefinite(block(information, width, kept), kept.length) ?? nothing(kept.length);
  const covariance = nothing(width);
  for (const i of told) {
    for (const j of told) covariance[i * width + j] = inverse[kept.indexOf(i) * kept.length + kept.indexOf(j)];
  }
  return { covariance, told };
}

function nothing(width: number): Float64Array {
  return new Float64Array(width * width).fill(Number.NaN);
}

function block(matrix: Float64Array, width: number, columns: readonly number[]): Float64Array {
  return Float64Array.from(columns.flatMap((i) => columns.map((j) => matrix[i * width + j])));
}

/** Both triangles from the lower one. */
function symmetric(lower: Float64Array, width: number): Float64Array {
  return lower.map((value, entry) => {
    const [row, column] = [Math.floor(entry / width), entry % width];
    return column > row ? lower[column * width + row] : value;
  });
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, i) => vector.reduce((sum, value, j) => sum + matrix[i * width + j] * value, 0));
}

/** A M Aᵀ for square matrices. */
function sandwich(outer: Float64Array, middle: Float64Array): Float64Array {
  return multiplied(multiplied(outer, middle), transposed(outer));
}

function multiplied(a: Float64Array, b: Float64Array): Float64Array {
  const width = Math.round(Math.sqrt(a.length));
  return a.map((_, entry) => {
    const [row, column] = [Math.floor(entry / width), entry % width];
    let sum = 0;
    for (let k = 0; k < width; k++) sum += a[row * width + k] * b[k * width + column];
    return sum;
  });
}

function transposed(matrix: Float64Array): Float64Array {
  const width = Math.round(Math.sqrt(matrix.length));
  return matrix.map((_, entry) => matrix[(entry % width) * width + Math.floor(entry / width)]);
}

function largestSize(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
