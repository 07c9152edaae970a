// Square matrices of a few rows, row by row in one array.

/** The entries of some rows and the same columns. */
export function block(matrix: Float64Array, width: number, columns: readonly number[]): Float64Array {
  return Float64Array.from(columns.flatMap((i) => columns.map((j) => matrix[i * width + j])));
}

export function diagonalOf(matrix: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => matrix[j * width + j]);
}

export function diagonalMatrix(entries: Float64Array): Float64Array {
  const matrix = new Float64Array(entries.length ** 2);
  entries.forEach((value, j) => (matrix[j * entries.length + j] = value));
  return matrix;
}

/** Both triangles from the lower one. */
export function symmetric(lower: Float64Array, width: number): Float64Array {
  return lower.map((value, entry) => {
    const [row, column] = [Math.floor(entry / width), entry % width];
    return column > row ? lower[column * width + row] : value;
  });
}

/** M v. */
export function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, i) => vector.reduce((sum, value, j) => sum + matrix[i * width + j] * value, 0));
}

/** A M Aᵀ. */
export function sandwich(outer: Float64Array, middle: Float64Array): Float64Array {
  return multiplied(multiplied(outer, middle), transposed(outer));
}

export function transposed(matrix: Float64Array): Float64Array {
  const width = Math.round(Math.sqrt(matrix.length));
  return matrix.map((_, entry) => matrix[(entry % width) * width + Math.floor(entry / width)]);
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
