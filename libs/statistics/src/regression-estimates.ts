import { dependentColumns, diagonalOf, invertPositiveDefinite } from './cholesky.ts';
import type { Likelihood, Maximum } from './newton-raphson.ts';

/** A likelihood is maximised for standardised columns; this leads from there to coefficients per unit and back. */
export interface Scaling {
  /** p × p, row by row: coefficients per unit from standardised ones. */
  readonly fromStandardised: Float64Array;
  /** Its inverse. */
  readonly toStandardised: Float64Array;
}

/**
 * The log-likelihood rises for ever along a direction, so that coefficients have no finite estimate (separation, monotone
 * likelihood). Their Wald statistics say nothing then; the likelihood-ratio test still does.
 */
export interface Separation {
  /** Along which the log-likelihood never falls: change of each coefficient, the largest in size 1. */
  readonly direction: Float64Array;
  /** Which coefficients are infinite, each with the sign of its direction. */
  readonly infinite: readonly number[];
}

export interface RegressionEstimates {
  /** ±∞ where separated; NaN where nothing tells a value, once what is separated has gone to infinity. */
  readonly values: Float64Array;
  /** p × p, row by row; NaN for coefficients without a finite value. */
  readonly covariance: Float64Array;
  readonly separation?: Separation;
}

/** Estimates at a maximum that was found, or in the limit along which the likelihood is monotone. */
export function estimatesOf(maximum: Maximum, atNull: Likelihood, scaling: Scaling): RegressionEstimates {
  const { parameters, likelihood, direction } = maximum;
  const width = parameters.length;
  const values = product(scaling.fromStandardised, parameters);
  if (direction !== undefined) {
    const perUnit = ({ information }: Likelihood) =>
      sandwich(transposed(scaling.toStandardised), symmetric(information, width));
    const separation = separationOf(direction, scaling.fromStandardised);
    return limitOf(values, separation, perUnit(likelihood), diagonalOf(perUnit(atNull), width));
  }
  const inverse = invertPositiveDefinite(Float64Array.from(likelihood.information), width);
  return { values, covariance: sandwich(scaling.fromStandardised, inverse ?? nothing(width)) };
}

/** A component this small beside the terms it is made of is 0: directions come out of an iteration. */
const NEGLIGIBLE = 1e-4;

function separationOf(standardised: Float64Array, fromStandardised: Float64Array): Separation {
  const direction = product(fromStandardised, standardised);
  const largest = largestSize(standardised);
  const reach = product(fromStandardised.map(Math.abs), new Float64Array(standardised.length).fill(largest));
  const infinite = Array.from(direction.keys()).filter((j) => Math.abs(direction[j]) > NEGLIGIBLE * reach[j]);
  const finite = direction.map((value, j) => (infinite.includes(j) ? value : 0));
  const size = largestSize(finite);
  return { direction: finite.map((value) => value / size), infinite };
}

/** Information that fell below this share of what there is without effects goes to 0 in the limit. */
const VANISHED = 1e-6;

/** Finite coefficients with their covariance, once the information along the separated direction has gone to 0. */
function limitOf(
  values: Float64Array,
  separation: Separation,
  information: Float64Array,
  atNull: Float64Array,
): RegressionEstimates {
  const width = values.length;
  const isInfinite = (j: number) => separation.infinite.includes(j);
  const finite = Array.from(values.keys()).filter((j) => !isInfinite(j));
  const order = [...finite, ...separation.infinite];
  const vanished = dependentColumns(
    block(information, width, order),
    order.map((j) => VANISHED * atNull[j]),
  );
  const kept = order.filter((_, at) => !vanished.includes(at));
  const inverse = invertPositiveDefinite(block(information, width, kept), kept.length) ?? nothing(kept.length);
  const covariance = nothing(width);
  for (const i of finite.filter((j) => kept.includes(j))) {
    for (const j of finite.filter((k) => kept.includes(k))) {
      covariance[i * width + j] = inverse[kept.indexOf(i) * kept.length + kept.indexOf(j)];
    }
  }
  const limits = values.map((value, j) => {
    if (isInfinite(j)) return Math.sign(separation.direction[j]) * Infinity;
    return kept.includes(j) ? value : Number.NaN;
  });
  return { values: limits, covariance, separation };
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
