/** Comparisons and what is chosen by them, with NumPy broadcasting. */
import type { Tensor } from '../graph/tensor.ts';
import { elementwise, mul, type Operands, sub, tensors } from './arithmetic.ts';
import { broadcastShapes } from './shapes.ts';
import { sumTo } from './sum.ts';

/** 1 where a > b, else 0; no gradient. */
export function greater(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('greater', a, b);
}

/** 1 where a ≥ b, else 0; no gradient. */
export function greaterEqual(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return sub(1, greater(b, a));
}

/** The larger one. Where both are equal the gradient goes to `a`. */
export function maximum(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('maximum', a, b, (seed) => split(seed, greater(b, a), a, b));
}

/** The smaller one. Where both are equal the gradient goes to `a`. */
export function minimum(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('minimum', a, b, (seed) => split(seed, greater(a, b), a, b));
}

/** x held between `low` and `high`; no gradient flows outside them. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return minimum(maximum(x, low), high);
}

/** `a` where mask > 0, else `b`. No gradient flows to the mask, nor to the value that was not taken, even if infinite. */
export function where(mask: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  const then = typeof a === 'number' ? mask.scope.constant(a) : a;
  const otherwise = typeof b === 'number' ? mask.scope.constant(b) : b;
  const shape = broadcastShapes('where', mask.shape, broadcastShapes('where', then.shape, otherwise.shape));
  return mask.scope.emit({ kind: 'where' }, [mask, then, otherwise], shape, {
    pullback: (seed) => [
      undefined,
      sumTo(where(mask, seed, 0), then.shape),
      sumTo(where(mask, 0, seed), otherwise.shape),
    ],
  });
}

/** The seed shared out: to `b` where the mask is 1, else to `a`. */
function split(seed: Tensor, mask: Tensor, a: Tensor, b: Tensor): Tensor[] {
  return [sumTo(mul(seed, sub(1, mask)), a.shape), sumTo(mul(seed, mask), b.shape)];
}
