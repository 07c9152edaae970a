/**
 * Solves A x = b for a symmetric positive definite matrix by Cholesky factorisation.
 * @param matrix row by row, n × n; the lower triangle is overwritten
 * @param right b, length n
 * @returns x, or undefined when A isn't positive definite
 */
export function solvePositiveDefinite(matrix: Float64Array, right: ArrayLike<number>): Float64Array | undefined {
  const n = right.length;
  return factorise(matrix, n) ? substitute(matrix, right) : undefined;
}

/**
 * A⁻¹ of a symmetric positive definite matrix, both triangles; undefined when A isn't positive definite.
 * @param matrix row by row, n × n; only its lower triangle is read, and overwritten
 */
export function invertPositiveDefinite(matrix: Float64Array, n: number): Float64Array | undefined {
  if (!factorise(matrix, n)) return undefined;
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    inverse.set(substitute(matrix, unit), j * n);
  }
  return inverse;
}

/**
 * Columns of a symmetric positive semidefinite matrix that are linear combinations of the columns before them: those of
 * which no more than `rounding` is left once what the columns before them hold is taken out.
 * @param matrix row by row, n × n; only its lower triangle is read
 * @param rounding of each diagonal entry
 */
export function dependentColumns(matrix: Float64Array, rounding: ArrayLike<number>): number[] {
  const n = rounding.length;
  const dependent: number[] = [];
  const factor = Float64Array.from(matrix);
  for (let j = 0; j < n; j++) {
    const pivot = reducedEntry(factor, n, j, j);
    const isDependent = !(pivot > rounding[j]);
    if (isDependent) dependent.push(j);
    const root = Math.sqrt(pivot);
    factor[j * n + j] = isDependent ? 0 : root;
    for (let i = j + 1; i < n; i++) factor[i * n + j] = isDependent ? 0 : reducedEntry(factor, n, i, j) / root;
  }
  return dependent;
}

/** Its diagonal, of an n × n matrix given row by row. */
export function diagonalOf(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => matrix[j * n + j]);
}

/** A = L Lᵀ, L in the lower triangle; false when a pivot isn't positive. */
function factorise(matrix: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      const entry = reducedEntry(matrix, n, i, j);
      if (i > j) matrix[i * n + j] = entry / matrix[j * n + j];
      else if (entry > 0) matrix[j * n + j] = Math.sqrt(entry);
      else return false;
    }
  }
  return true;
}

/** What the first j columns of the factor leave of an entry of A. */
function reducedEntry(factor: Float64Array, n: number, i: number, j: number): number {
  let entry = factor[i * n + j];
  for (let k = 0; k < j; k++) entry -= factor[i * n + k] * factor[j * n + k];
  return entry;
}

/** L⁻ᵀ L⁻¹ b. */
function substitute(factor: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i * n + k] * x[k];
    x[i] /= factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= factor[k * n + i] * x[k];
    x[i] /= factor[i * n + i];
  }
  return x;
}
