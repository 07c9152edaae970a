/** Shape arithmetic shared by the operations. */
import { GraphError } from '../graph/graph-error.ts';
import type { Shape } from '../graph/tensor.ts';

/** The shape of an elementwise result after NumPy broadcasting. Throws GraphError naming the operation. */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new GraphError(operation, 'the shapes do not broadcast', [a, b]);
    return left === 1 ? right : left;
  });
}

/** An axis counted from 0; negative ones count from the end. Throws GraphError when there is no such axis. */
export function axisOf(operation: string, shape: Shape, axis: number): number {
  const counted = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= shape.length)
    throw new GraphError(operation, `there is no axis ${axis}`, [shape]);
  return counted;
}

/** Distinct axes in ascending order; all of them by default. */
export function axesOf(operation: string, shape: Shape, axes?: readonly number[]): readonly number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  return [...new Set(axes.map((axis) => axisOf(operation, shape, axis)))].toSorted((a, b) => a - b);
}

/** The shape after a reduction over `axes`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));
}
