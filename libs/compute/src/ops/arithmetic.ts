/** Elementwise arithmetic with NumPy broadcasting. A number stands for a scalar constant. */
import type { BinaryKind } from '../graph/operation.ts';
import type { Pullback, Tensor } from '../graph/tensor.ts';
import { broadcastShapes } from './shapes.ts';
import { sumTo } from './sum.ts';

/** At least one of two operands is a tensor. */
export type Operands = readonly [Tensor, Tensor | number] | readonly [number, Tensor];

export function add(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('add', a, b, (seed) => [sumTo(seed, a.shape), sumTo(seed, b.shape)]);
}

export function sub(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('sub', a, b, (seed) => [sumTo(seed, a.shape), sumTo(neg(seed), b.shape)]);
}

export function mul(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  if (a === b) return elementwise('mul', a, a, (seed) => [mul(mul(seed, 2), a)]);
  return elementwise('mul', a, b, (seed) => [sumTo(mul(seed, b), a.shape), sumTo(mul(seed, a), b.shape)]);
}

export function div(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('div', a, b, (seed, quotient) => {
    const toA = div(seed, b);
    return [sumTo(toA, a.shape), sumTo(neg(mul(toA, quotient)), b.shape)];
  });
}

/** The base must be positive where the exponent is differentiated. */
export function pow(...operands: Operands): Tensor {
  const [a, b] = tensors(operands);
  return elementwise('pow', a, b, (seed, power) => [
    sumTo(mul(seed, mul(b, pow(a, sub(b, 1)))), a.shape),
    b.operation.kind === 'constant' ? undefined : sumTo(mul(seed, mul(power, log(a))), b.shape),
  ]);
}

export function neg(x: Tensor): Tensor {
  return x.scope.emit({ kind: 'neg' }, [x], x.shape, { pullback: (seed) => [neg(seed)] });
}

/** Natural logarithm. */
export function log(x: Tensor): Tensor {
  return x.scope.emit({ kind: 'log' }, [x], x.shape, { pullback: (seed) => [div(seed, x)] });
}

export function square(x: Tensor): Tensor {
  return mul(x, x);
}

/** Both operands as tensors of one graph. */
export function tensors(operands: Operands): [Tensor, Tensor] {
  const [first, b] = operands;
  const a = typeof first === 'number' ? (b as Tensor).scope.constant(first) : first;
  return [a, typeof b === 'number' ? a.scope.constant(b) : b];
}

export function elementwise(kind: BinaryKind, a: Tensor, b: Tensor, pullback?: Pullback): Tensor {
  return a.scope.emit({ kind }, [a, b], broadcastShapes(kind, a.shape, b.shape), { pullback });
}
