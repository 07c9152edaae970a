import type { Operation } from './operation.ts';

/** Lengths of the axes, outermost first; [] is a scalar. All shapes are static. */
export type Shape = readonly number[];

export type DType = 'float32' | 'int32';

/**
 * The derivative of an operation: from the gradient of the loss with respect to the operation's output (same shape as
 * `output`) to the gradients with respect to its inputs, in order; undefined where none flows. Itself written in graph
 * operations, so that a gradient can be differentiated again.
 */
export type Pullback = (seed: Tensor, output: Tensor) => readonly (Tensor | undefined)[];

/** A value inside a graph under construction. Immutable; ids grow in order of construction. */
export interface Tensor {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly pullback: Pullback | undefined;
  readonly scope: GraphScope;
}

/** What an operation needs of the graph it adds itself to. */
export interface GraphScope {
  /** Adds an operation, or returns the tensor that already holds its result. */
  emit(
    operation: Operation,
    inputs: readonly Tensor[],
    shape: Shape,
    options?: { readonly pullback?: Pullback; readonly dtype?: DType },
  ): Tensor;
  constant(data: number | ArrayLike<number>, shape?: Shape, dtype?: DType): Tensor;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
