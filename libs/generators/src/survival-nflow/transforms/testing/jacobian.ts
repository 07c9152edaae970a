import type { Tensor } from '#compute/graph/tensor';
import { evaluate, type Values } from './evaluate.ts';

/**
 * ∂yᵢ/∂xⱼ as [i][j] at one point, by central differences in float64. `feeds` are the other inputs, whose first axis is
 * not one of rows.
 */
export function jacobianAt(
  point: readonly number[],
  feeds: Readonly<Record<string, Values>>,
  map: (x: Tensor, inputs: Readonly<Record<string, Tensor>>) => Tensor,
): number[][] {
  const step = 1e-6;
  const moved = point.flatMap((_, j) => [-step, step].map((by) => point.with(j, point[j] + by)));
  const x = { shape: [moved.length, point.length], data: moved.flat() };
  const { y } = evaluate({ ...feeds, x }, (inputs) => ({ y: map(inputs.x, inputs) }));
  const width = y.length / moved.length;
  return Array.from({ length: width }, (_, i) =>
    point.map((_, j) => (y[(2 * j + 1) * width + i] - y[2 * j * width + i]) / (2 * step)),
  );
}

/** ln |det|, by elimination with row exchanges. */
export function logAbsDeterminant(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let sum = 0;
  rows.forEach((_, column) => {
    const pivot = rows.findLastIndex(
      (row, i) => i >= column && rows.slice(column).every((other) => Math.abs(other[column]) <= Math.abs(row[column])),
    );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    sum += Math.log(Math.abs(rows[column][column]));
    for (let i = column + 1; i < rows.length; i++) {
      const factor = rows[i][column] / rows[column][column];
      rows[i] = rows[i].map((value, j) => value - factor * rows[column][j]);
    }
  });
  return sum;
}
