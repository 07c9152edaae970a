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

function checkIndices(operation: string, indices: Tensor): void {
  if (indices.dtype !== 'int32' || indices.shape.length !== 1)
    throw new GraphError(operation, 'the indices must be int32 with one axis', [indices.shape]);
}
