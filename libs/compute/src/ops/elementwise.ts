/** Elementwise functions of one tensor. */
import type { UnaryKind } from '../graph/operation.ts';
import type { Pullback, Tensor } from '../graph/tensor.ts';
import { div, mul, sub } from './arithmetic.ts';

export function exp(x: Tensor): Tensor {
  return unary('exp', x, (seed, y) => [mul(seed, y)]);
}

/** The derivative is infinite at 0: add a small number first where 0 can occur. */
export function sqrt(x: Tensor): Tensor {
  return unary('sqrt', x, (seed, y) => [div(mul(seed, 0.5), y)]);
}

/** The derivative at 0 is taken as 0. */
export function abs(x: Tensor): Tensor {
  return unary('abs', x, (seed) => [mul(seed, sign(x))]);
}

/** −1, 0 or 1; no gradient. */
export function sign(x: Tensor): Tensor {
  return unary('sign', x);
}

export function tanh(x: Tensor): Tensor {
  return unary('tanh', x, (seed, y) => [mul(seed, sub(1, mul(y, y)))]);
}

export function sigmoid(x: Tensor): Tensor {
  return unary('sigmoid', x, (seed, y) => [mul(seed, mul(y, sub(1, y)))]);
}

/** log(1 + eˣ), without overflow. */
export function softplus(x: Tensor): Tensor {
  return unary('softplus', x, (seed) => [mul(seed, sigmoid(x))]);
}

/** max(x, 0); the derivative at 0 is taken as 0. */
export function relu(x: Tensor): Tensor {
  return unary('relu', x, (seed) => [mul(seed, step(x, 0, 1))]);
}

/** x where x > 0, else slope · x; the derivative at 0 is the slope. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return x.scope.emit({ kind: 'leakyRelu', slope }, [x], x.shape, {
    pullback: (seed) => [mul(seed, step(x, slope, 1))],
  });
}

/** `low` where x ≤ 0, else `high`; no gradient. */
export function step(x: Tensor, low: number, high: number): Tensor {
  return x.scope.emit({ kind: 'step', low, high }, [x], x.shape);
}

/** The same value, through which no gradient flows. */
export function stopGradient(x: Tensor): Tensor {
  return x.scope.emit({ kind: 'stopGradient' }, [x], x.shape, { dtype: x.dtype });
}

function unary(kind: UnaryKind, x: Tensor, pullback?: Pullback): Tensor {
  return x.scope.emit({ kind }, [x], x.shape, { pullback });
}
