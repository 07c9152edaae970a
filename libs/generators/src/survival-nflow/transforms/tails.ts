import type { Tensor } from '#compute/graph/tensor';
import { add, mul, sub } from '#compute/ops/arithmetic';
import { greater, where } from '#compute/ops/compare';
import { abs } from '#compute/ops/elementwise';

export interface SplineSettings {
  /** K ≥ 2. */
  readonly bins: number;
  /** B > 0: the spline maps [−B, B] onto itself and is the identity elsewhere. */
  readonly bound: number;
}

/** Values and the logarithm of the derivative of what gave them, both [rows, dims]. */
export interface Mapped {
  readonly value: Tensor;
  readonly logDerivative: Tensor;
}

/**
 * Applies a monotone map of [0, 1] onto itself to [−bound, bound] and leaves what is outside as it is. Values outside
 * never enter the map, so that it cannot make their gradient NaN.
 */
export function withLinearTails(x: Tensor, bound: number, map: (position: Tensor) => Mapped): Mapped {
  const outside = greater(abs(x), bound);
  const inner = map(mul(add(where(outside, 0, x), bound), 1 / (2 * bound)));
  return {
    value: where(outside, x, sub(mul(inner.value, 2 * bound), bound)),
    logDerivative: where(outside, 0, inner.logDerivative),
  };
}
