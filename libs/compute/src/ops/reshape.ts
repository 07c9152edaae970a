import { GraphError } from '../graph/graph-error.ts';
import { sameShape, type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';

/** The same elements, row-major, under another shape; one length may be −1. Throws GraphError when the sizes differ. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = resolveLength(x.shape, shape);
  if (sameShape(x.shape, target)) return x;
  return x.scope.emit({ kind: 'reshape' }, [x], target, {
    pullback: (seed) => [reshape(seed, x.shape)],
    dtype: x.dtype,
  });
}

/** Reorders the axes: axis i of the result is axis permutation[i] of x; by default the order is reversed. */
export function transpose(
  x: Tensor,
  permutation: readonly number[] = x.shape.map((_, axis) => axis).toReversed(),
): Tensor {
  const inverse = x.shape.map((_, axis) => permutation.indexOf(axis));
  if (permutation.length !== x.shape.length || inverse.includes(-1))
    throw new GraphError('transpose', `[${permutation.join(', ')}] does not reorder the axes`, [x.shape]);
  if (permutation.every((axis, place) => axis === place)) return x;
  return x.scope.emit(
    { kind: 'transpose', permutation: [...permutation] },
    [x],
    permutation.map((axis) => x.shape[axis]),
    { pullback: (seed) => [transpose(seed, inverse)], dtype: x.dtype },
  );
}

function resolveLength(from: Shape, to: Shape): Shape {
  const open = to.indexOf(-1);
  const known = to.reduce((product, length, axis) => (axis === open ? product : product * length), 1);
  const target = open < 0 ? to : to.with(open, sizeOf(from) / known);
  if (sizeOf(target) !== sizeOf(from) || !target.every(Number.isInteger))
    throw new GraphError('reshape', 'the shapes hold different numbers of elements', [from, to]);
  return target;
}
