/** Positions in row-major arrays. */
import { type Shape, sizeOf } from '../../graph/tensor.ts';

/** How far apart neighbours along each axis lie. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** For each element of `shape` in order, the position start + Σ index · stride. */
export function offsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const places = new Int32Array(sizeOf(shape));
  let filled = 1;
  places[0] = start;
  // Axes from the outermost in: what is filled so far is spread out and repeated at each index of the next axis.
  shape.forEach((length, axis) => {
    for (let i = filled - 1; i >= 0; i--)
      for (let index = length - 1; index >= 0; index--) places[i * length + index] = places[i] + index * strides[axis];
    filled *= length;
  });
  return places;
}

/** For each element of `shape`, the position of the element of `from` that NumPy broadcasting puts there. */
export function broadcastOffsets(from: Shape, shape: Shape): Int32Array {
  const outer = shape.length - from.length;
  const strides = stridesOf(from);
  return offsets(
    shape,
    shape.map((_, axis) => (axis < outer || from[axis - outer] === 1 ? 0 : strides[axis - outer])),
  );
}

/** An axis with what lies outside and inside it: element (o, i, n) is at (o · length + i) · inner + n. */
export interface Lanes {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export function lanes(shape: Shape, axis: number): Lanes {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis], inner: sizeOf(shape.slice(axis + 1)) };
}
