/** Writes a static graph in ONNX's operators. */
import type { OperationOf } from '../graph/operation.ts';
import type { StaticGraph } from '../graph/static-graph.ts';
import { type BiasFusions, findBiasFusions } from './bias-fusion.ts';
import { lowerGemm } from './lower-matmul.ts';
import { lowerOperation } from './lower-operation.ts';
import type { LoweringContext } from './lowering-context.ts';
import { OnnxBuilder } from './onnx-builder.ts';
import { encodeOnnxModel, type OnnxModel } from './onnx-model.ts';

/** The graph as the bytes of a .onnx file, its inputs and outputs under their own names. */
export function exportOnnx(graph: StaticGraph): Uint8Array<ArrayBuffer> {
  return encodeOnnxModel(lower(graph));
}

export function lower(graph: StaticGraph): OnnxModel {
  const lowering = new GraphLowering(graph);
  lowering.lowerNodes();
  lowering.nameOutputs();
  return {
    nodes: lowering.builder.nodes,
    constants: lowering.builder.constants,
    inputs: graph.inputs.map(({ name, shape, dtype }) => ({ name, shape, type: dtype })),
    outputs: graph.outputs.map(({ name, shape }) => ({ name, shape, type: 'float32' })),
  };
}

class GraphLowering {
  readonly builder = new OnnxBuilder();
  readonly #graph: StaticGraph;
  readonly #fusions: BiasFusions;
  /** The ONNX name of each node's result. */
  readonly #names: string[] = [];

  constructor(graph: StaticGraph) {
    this.#graph = graph;
    this.#fusions = findBiasFusions(graph);
  }

  lowerNodes(): void {
    const products = new Set(Array.from(this.#fusions.values(), (fusion) => fusion.product));
    this.#graph.nodes.forEach((_, index) => {
      if (!products.has(index)) this.#names[index] = this.#lowerNode(index);
    });
  }

  /** A result takes the name of its output; one that has a name already is copied. */
  nameOutputs(): void {
    const renamed = new Map<string, string>();
    for (const { name, node } of this.#graph.outputs) {
      const { kind } = this.#graph.nodes[node].operation;
      const result = this.#names[node];
      if (kind === 'input' || kind === 'constant' || renamed.has(result))
        this.builder.node('Identity', [result], undefined, name);
      else renamed.set(result, name);
    }
    this.builder.rename(renamed);
  }

  #lowerNode(index: number): string {
    const fusion = this.#fusions.get(index);
    if (fusion === undefined) return lowerOperation(this.#context(index));
    const product = this.#graph.nodes[fusion.product].operation as OperationOf<'matmul'>;
    return lowerGemm(product, this.#context(fusion.product), this.#names[fusion.addend]);
  }

  #context(index: number): LoweringContext {
    const node = this.#graph.nodes[index];
    return {
      node,
      inputNodes: node.inputs.map((input) => this.#graph.nodes[input]),
      inputs: node.inputs.map((input) => this.#names[input]),
      builder: this.builder,
      condition: (input) => this.#condition(node.inputs[input]),
    };
  }

  #condition(mask: number): string {
    const { operation, inputs } = this.#graph.nodes[mask];
    const compared =
      operation.kind === 'greater'
        ? inputs.map((input) => this.#names[input])
        : [this.#names[mask], this.builder.scalar(0)];
    return this.builder.node('Greater', compared);
  }
}
