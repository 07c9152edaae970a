/** Cutting out, padding and joining. */
import { GraphError } from '../graph/graph-error.ts';
import { sameShape, type Shape, type Tensor } from '../graph/tensor.ts';
import { axisOf } from './shapes.ts';

/** The block of shape `sizes` that begins at `starts`; a size of −1 means up to the end. */
export function slice(x: Tensor, starts: readonly number[], sizes: readonly number[]): Tensor {
  const shape = sizes.map((size, axis) => (size === -1 ? x.shape[axis] - starts[axis] : size));
  const after = x.shape.map((length, axis) => length - starts[axis] - shape[axis]);
  if (
    starts.length !== x.shape.length ||
    shape.length !== x.shape.length ||
    [...after, ...starts].some((n) => !(n >= 0))
  )
    throw new GraphError('slice', `the block does not lie within x, from [${starts.join(', ')}]`, [x.shape, shape]);
  if (sameShape(shape, x.shape)) return x;
  return x.scope.emit({ kind: 'slice', starts: [...starts] }, [x], shape, {
    pullback: (seed) => [pad(seed, starts, after)],
    dtype: x.dtype,
  });
}

/** The part [start, start + size) of one axis. */
export function sliceAxis(x: Tensor, axis: number, start: number, size: number): Tensor {
  const along = axisOf('slice', x.shape, axis);
  const zeros: Shape = x.shape.map(() => 0);
  return slice(x, zeros.with(along, start), x.shape.with(along, size));
}

/** Zeros before and after each axis. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  if (before.length !== x.shape.length || after.length !== x.shape.length)
    throw new GraphError('pad', 'there must be one number per axis', [x.shape, before, after]);
  const shape = x.shape.map((length, axis) => before[axis] + length + after[axis]);
  if (sameShape(shape, x.shape)) return x;
  return x.scope.emit({ kind: 'pad', before: [...before], after: [...after] }, [x], shape, {
    pullback: (seed) => [slice(seed, before, x.shape)],
  });
}

/** Joins along one axis. Throws GraphError when another axis differs. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (first === undefined) throw new GraphError('concat', 'there is nothing to join');
  const along = axisOf('concat', first.shape, axis);
  for (const part of parts)
    if (part.shape.length !== first.shape.length || !sameShape(part.shape.with(along, 0), first.shape.with(along, 0)))
      throw new GraphError('concat', 'an axis that is not joined differs', [first.shape, part.shape]);
  if (parts.length === 1) return first;
  const lengths = parts.map((part) => part.shape[along]);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return first.scope.emit({ kind: 'concat', axis: along }, parts, first.shape.with(along, total), {
    pullback: (seed) => split(seed, lengths, along),
    dtype: first.dtype,
  });
}

/** Cuts one axis into parts of the given lengths. Throws GraphError when they do not add up to it. */
export function split(x: Tensor, lengths: readonly number[], axis: number): Tensor[] {
  const along = axisOf('split', x.shape, axis);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== x.shape[along])
    throw new GraphError('split', 'the parts do not add up to the axis', [x.shape, lengths]);
  let start = 0;
  return lengths.map((length) => {
    const part = sliceAxis(x, along, start, length);
    start += length;
    return part;
  });
}
