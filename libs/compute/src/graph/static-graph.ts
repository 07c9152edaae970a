import type { Operation } from './operation.ts';
import type { DType, Shape } from './tensor.ts';

/** One operation with its place in the order of computation. `inputs` are positions of earlier nodes. */
export interface GraphNode {
  readonly operation: Operation;
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface GraphInput {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface GraphOutput {
  readonly name: string;
  readonly shape: Shape;
  /** Position of the node that computes it. */
  readonly node: number;
}

/**
 * A finished graph: a list of operations in an order in which they can be computed. Plain data, so it may be posted to
 * a worker thread.
 */
export interface StaticGraph {
  readonly nodes: readonly GraphNode[];
  /** Every declared input that an output depends on. */
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly GraphOutput[];
}
