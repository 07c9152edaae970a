import { sizeOf, type Tensor } from '../graph/tensor.ts';
import { div, mul, sub } from './arithmetic.ts';
import { sqrt } from './elementwise.ts';
import { greaterEqual } from './compare.ts';
import { reshape } from './reshape.ts';
import { axesOf, reducedShape } from './shapes.ts';
import { reduceSum } from './sum.ts';

/** Arithmetic mean over `axes` (all by default). */
export function reduceMean(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const count = sizeOf(axesOf('reduceMean', x.shape, axes).map((axis) => x.shape[axis]));
  return mul(reduceSum(x, axes, keepDims), 1 / count);
}

/** Largest element over `axes` (all by default). Equal largest elements share the gradient. */
export function reduceMax(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const reduced = axesOf('reduceMax', x.shape, axes);
  if (reduced.length === 0) return x;
  const kept = reducedShape(x.shape, reduced, true);
  const shape = reducedShape(x.shape, reduced, keepDims);
  return x.scope.emit({ kind: 'reduceMax', axes: reduced, keepDims }, [x], shape, {
    pullback: (seed, largest) => {
      const isLargest = greaterEqual(x, reshape(largest, kept));
      const share = div(isLargest, reduceSum(isLargest, reduced, true));
      return [mul(reshape(seed, kept), share)];
    },
  });
}

/** Variance over `axes`: squared deviations divided by count − correction (0: of the population, 1: unbiased). */
export function variance(x: Tensor, axes: readonly number[], correction: 0 | 1, keepDims = false): Tensor {
  const count = sizeOf(axesOf('variance', x.shape, axes).map((axis) => x.shape[axis]));
  const deviation = sub(x, reduceMean(x, axes, true));
  return mul(reduceSum(mul(deviation, deviation), axes, keepDims), 1 / (count - correction));
}

/** √(Σx² + epsilon) over `axes`; epsilon keeps the derivative finite at 0. */
export function norm(x: Tensor, axes: readonly number[], epsilon = 1e-12): Tensor {
  const sum = reduceSum(mul(x, x), axes);
  return sqrt(epsilon === 0 ? sum : sub(sum, -epsilon));
}
