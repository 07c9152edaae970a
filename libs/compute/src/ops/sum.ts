import { GraphError } from '../graph/graph-error.ts';
import { type GraphScope, sameShape, type Shape, type Tensor } from '../graph/tensor.ts';
import { reshape } from './reshape.ts';
import { axesOf, broadcastShapes, reducedShape } from './shapes.ts';

/** A tensor of one repeated value. */
export function fill(scope: GraphScope, value: number, shape: Shape): Tensor {
  return broadcastTo(scope.constant(value), shape);
}

/** Repeats along axes of length 1 and along new outer axes, as NumPy does. Throws GraphError where it cannot. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape))
    throw new GraphError('broadcastTo', 'the first shape does not broadcast to the second', [x.shape, shape]);
  return x.scope.emit({ kind: 'broadcastTo' }, [x], shape, {
    pullback: (seed) => [sumTo(seed, x.shape)],
    dtype: x.dtype,
  });
}

/** Adds up over `axes` (all by default; negative ones count from the end). */
export function reduceSum(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const reduced = axesOf('reduceSum', x.shape, axes);
  if (reduced.length === 0) return x;
  const kept = reducedShape(x.shape, reduced, true);
  const shape = reducedShape(x.shape, reduced, keepDims);
  return x.scope.emit({ kind: 'reduceSum', axes: reduced, keepDims }, [x], shape, {
    pullback: (seed) => [broadcastTo(reshape(seed, kept), x.shape)],
  });
}

/** Adjoint of broadcasting: adds up the axes along which `shape` would be repeated to give x's shape. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const outer = x.shape.length - shape.length;
  const isRepeated = (axis: number): boolean => axis < outer || (shape[axis - outer] === 1 && x.shape[axis] !== 1);
  const axes = x.shape.map((_, axis) => axis).filter(isRepeated);
  return reshape(reduceSum(x, axes), shape);
}
