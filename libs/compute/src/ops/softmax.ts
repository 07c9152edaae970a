import type { Tensor } from '../graph/tensor.ts';
import { mul, sub } from './arithmetic.ts';
import { exp } from './elementwise.ts';
import { axisOf } from './shapes.ts';
import { reduceSum } from './sum.ts';

/** eˣ / Σeˣ along one axis, computed after subtracting the largest element. */
export function softmax(x: Tensor, axis = -1): Tensor {
  const along = axisOf('softmax', x.shape, axis);
  return x.scope.emit({ kind: 'softmax', axis: along }, [x], x.shape, {
    pullback: (seed, y) => [mul(y, sub(seed, reduceSum(mul(seed, y), [along], true)))],
  });
}

/** log softmax along one axis, without overflow. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const along = axisOf('logSoftmax', x.shape, axis);
  return x.scope.emit({ kind: 'logSoftmax', axis: along }, [x], x.shape, {
    pullback: (seed, y) => [sub(seed, mul(exp(y), reduceSum(seed, [along], true)))],
  });
}
