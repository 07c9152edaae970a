import { GraphError } from '../graph/graph-error.ts';
import { sameShape, type Tensor } from '../graph/tensor.ts';
import { axisOf } from './shapes.ts';

/** Takes the elements at `indices` (int32, one axis, each in [0, length)) along one axis of x. */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  const along = axisOf('gather', x.shape, axis);
  checkIndices('gather', indices);
  return x.scope.emit({ kind: 'gather', axis: along }, [x, indices], x.shape.with(along, indices.shape[0]), {
    pullback: (seed) => [scatterAdd(seed, indices, x.shape[along], along), undefined],
    dtype: x.dtype,
  });
}

/** Reorders one axis: slice i of the result is slice order[i] of x. `order` holds each number below the length once. */
export function permute(x: Tensor, order: Int32Array, axis = 0): Tensor {
  const along = axisOf('permute', x.shape, axis);
  const inverse = inverseOf(order, x.shape[along]);
  if (order.every((place, i) => place === i)) return x;
  const indices = x.scope.constant(order, [order.length], 'int32');
  return x.scope.emit({ kind: 'gather', axis: along }, [x, indices], x.shape, {
    pullback: (seed) => [permute(seed, inverse, along), undefined],
    dtype: x.dtype,
  });
}

/** Adjoint of gather: adds slice i of `updates` into slice indices[i] of zeros of length `length` along one axis. */
export function scatterAdd(updates: Tensor, indices: Tensor, length: number, axis = 0): Tensor {
  const along = axisOf('scatterAdd', updates.shape, axis);
  checkIndices('scatterAdd', indices);
  if (!sameShape(indices.shape, [updates.shape[along]]))
    throw new GraphError('scatterAdd', 'there must be one index per slice', [updates.shape, indices.shape]);
  return updates.scope.emit(
    { kind: 'scatterAdd', axis: along },
    [updates, indices],
    updates.shape.with(along, length),
    {
      pullback: (seed) => [gather(seed, indices, along), undefined],
    },
  );
}

function inverseOf(order: Int32Array, length: number): Int32Array {
  const inverse = new Int32Array(order.length).fill(-1);
  order.forEach((place, i) => (inverse[place] = i));
  if (order.length !== length || inverse.includes(-1))
    throw new GraphError('permute', 'the order does not hold each place once', [[length], [order.length]]);
  return inverse;
}

function checkIndices(operation: string, indices: Tensor): void {
  if (indices.dtype !== 'int32' || indices.shape.length !== 1)
    throw new GraphError(operation, 'the indices must be int32 with one axis', [indices.shape]);
}
