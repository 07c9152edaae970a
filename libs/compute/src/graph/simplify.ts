/**
 * What need not be computed. Differentiation leaves many products with 1, sums with 0 and repeated scalars behind; they
 * are taken out as each operation is added. Only the result may be replaced here, never an input by what it was made
 * from: someone may still ask for the gradient with respect to that input.
 */
import type { BinaryKind, Operation } from './operation.ts';
import { type GraphScope, sameShape, type Shape, type Tensor } from './tensor.ts';

/** A tensor that already holds the operation's result or computes it with less, if one is known. */
export function simplify(
  operation: Operation,
  inputs: readonly Tensor[],
  shape: Shape,
  scope: GraphScope,
): Tensor | undefined {
  switch (operation.kind) {
    case 'neg':
      return simplifyNeg(inputs[0], scope);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return simplifyArithmetic(operation.kind, inputs[0], inputs[1], shape, scope);
    case 'reshape':
    case 'transpose':
    case 'slice':
      return simplifyView(inputs[0], shape, scope);
    case 'broadcastTo':
      return inputs[0].shape.length === 0 ? undefined : simplifyView(inputs[0], shape, scope);
    default:
      return undefined;
  }
}

/** The number that a float tensor repeats everywhere, if it is known to. */
function uniformValue(x: Tensor): number | undefined {
  if (x.dtype !== 'float32') return undefined;
  if (x.operation.kind === 'constant' && x.operation.data.length === 1) return x.operation.data[0];
  return x.operation.kind === 'broadcastTo' ? uniformValue(x.inputs[0]) : undefined;
}

function simplifyNeg(x: Tensor, scope: GraphScope): Tensor | undefined {
  const value = uniformValue(x);
  return value === undefined ? undefined : repeated(scope, -value, x.shape);
}

function simplifyArithmetic(
  kind: 'add' | 'sub' | 'mul' | 'div',
  a: Tensor,
  b: Tensor,
  shape: Shape,
  scope: GraphScope,
): Tensor | undefined {
  const left = uniformValue(a);
  const right = uniformValue(b);
  if (left !== undefined && right !== undefined) return repeated(scope, COMPUTE[kind](left, right), shape);
  if (right === NEUTRAL[kind] && sameShape(a.shape, shape)) return a;
  if ((kind === 'add' || kind === 'mul') && left === NEUTRAL[kind] && sameShape(b.shape, shape)) return b;
  return undefined;
}

const NEUTRAL = { add: 0, sub: 0, mul: 1, div: 1 } as const satisfies Partial<Record<BinaryKind, number>>;

const COMPUTE = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
};

/** Whatever moves equal elements about gives equal elements. */
function simplifyView(x: Tensor, shape: Shape, scope: GraphScope): Tensor | undefined {
  const value = uniformValue(x);
  return value === undefined ? undefined : repeated(scope, value, shape);
}

function repeated(scope: GraphScope, value: number, shape: Shape): Tensor {
  const scalar = scope.constant(value);
  return shape.length === 0 ? scalar : scope.emit({ kind: 'broadcastTo' }, [scalar], shape);
}
