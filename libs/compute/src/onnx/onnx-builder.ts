import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnx-model.ts';
import type { Shape } from '../graph/tensor.ts';

/** Collects ONNX nodes and constants under generated names. Equal small constants are stored once. */
export class OnnxBuilder {
  readonly constants: OnnxConstant[] = [];
  readonly #nodes: OnnxNode[] = [];
  readonly #known = new Map<string, string>();
  #nextValue = 0;

  get nodes(): readonly OnnxNode[] {
    return this.#nodes;
  }

  /** Adds a node with one result, named `output` where that is given. */
  node(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    output: string = this.#freshName(type),
  ): string {
    this.#nodes.push({ type, inputs, outputs: [output], attributes });
    return output;
  }

  /** Gives results other names, wherever they stand. */
  rename(names: ReadonlyMap<string, string>): void {
    const renamed = (name: string): string => names.get(name) ?? name;
    this.#nodes.forEach((node, index) => {
      this.#nodes[index] = { ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) };
    });
  }

  scalar(value: number): string {
    return this.#shared(`float ${value}`, { type: 'float32', shape: [], data: Float32Array.of(value) });
  }

  /** A list of lengths, axes or positions. */
  integers(values: readonly number[]): string {
    return this.#shared(`int64 ${values.join()}`, {
      type: 'int64',
      shape: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
  }

  data(data: Float32Array | Int32Array, shape: Shape): string {
    const type = data instanceof Int32Array ? 'int32' : 'float32';
    return this.#constant({ type, shape, data });
  }

  #shared(key: string, constant: Omit<OnnxConstant, 'name'>): string {
    const name = this.#known.get(key) ?? this.#constant(constant);
    this.#known.set(key, name);
    return name;
  }

  #constant(constant: Omit<OnnxConstant, 'name'>): string {
    const name = this.#freshName('constant');
    this.constants.push({ ...constant, name });
    return name;
  }

  /** The slash keeps generated names apart from those of inputs and outputs. */
  #freshName(stem: string): string {
    return `/${stem}/${this.#nextValue++}`;
  }
}
