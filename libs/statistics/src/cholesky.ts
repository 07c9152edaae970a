/**
 * Solves A x = b for a symmetric positive definite matrix by Cholesky factorisation.
 * @param matrix row by row, n × n; the lower triangle is overwritten
 * @param right b, length n
 * @returns x, or undefined when A isn't positive definite
 */
export function solvePositiveDefinite(matrix: Float64Array, right: ArrayLike<number>): Float64Array | undefined {
  const n = right.length;
  if (!factorise(matrix, n)) return undefined;
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= matrix[i * n + k] * x[k];
    x[i] /= matrix[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= matrix[k * n + i] * x[k];
    x[i] /= matrix[i * n + i];
  }
  return x;
}

/** A = L Lᵀ, L in the lower triangle; false when a pivot isn't positive. */
function factorise(matrix: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j];
      else if (sum > 0) matrix[j * n + j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
