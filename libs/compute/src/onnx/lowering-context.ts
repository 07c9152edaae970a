import type { GraphNode } from '../graph/static-graph.ts';
import type { OnnxBuilder } from './onnx-builder.ts';

/** One node on its way into ONNX. */
export interface LoweringContext {
  readonly node: GraphNode;
  /** The graph nodes that compute its inputs. */
  readonly inputNodes: readonly GraphNode[];
  /** The names of its inputs in the ONNX graph. */
  readonly inputs: readonly string[];
  readonly builder: OnnxBuilder;
  /** The name of an input that serves as a mask as a boolean tensor: true where it is > 0. */
  condition(input: number): string;
}
