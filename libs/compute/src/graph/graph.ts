/**
 * Builder of static graphs: inputs and constants are made here, operations are free functions over tensors (`../ops`),
 * and `build` gives what an engine runs. Equal operations on equal inputs are one tensor from the start.
 */
import { buildStaticGraph } from './build.ts';
import { GraphError } from './graph-error.ts';
import { type Operation, operationKey } from './operation.ts';
import { simplify } from './simplify.ts';
import type { StaticGraph } from './static-graph.ts';
import { type DType, type GraphScope, type Pullback, type Shape, sizeOf, type Tensor } from './tensor.ts';

export class Graph {
  readonly #known = new Map<string, Tensor>();
  readonly #inputs = new Map<string, Tensor>();
  readonly #outputs = new Map<string, Tensor>();
  readonly #scope: GraphScope;
  readonly #precision: 'float32' | 'float64';
  #nextId = 0;

  /** `precision`: whether float constants are rounded. float64 is for the reference interpreter, which specs run. */
  constructor(precision: 'float32' | 'float64' = 'float32') {
    this.#precision = precision;
    this.#scope = {
      emit: (operation, inputs, shape, options) => this.#emit(operation, inputs, shape, options),
      constant: (data, shape, dtype) => this.constant(data, shape, dtype),
    };
  }

  /** A value that is fed at every run. Throws GraphError when an input or output has the name. */
  input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
    if (this.#outputs.has(name) || this.#inputs.has(name)) throw new GraphError('input', `the name ${name} is taken`);
    if (!shape.every((length) => Number.isInteger(length) && length > 0))
      throw new GraphError('input', `the axes of ${name} must have positive integer lengths`, [shape]);
    const tensor = this.#emit({ kind: 'input', name }, [], shape, { dtype });
    this.#inputs.set(name, tensor);
    return tensor;
  }

  /** A number as a scalar, or row-major data of the given shape (by default one axis). */
  constant(data: number | ArrayLike<number>, shape?: Shape, dtype: DType = 'float32'): Tensor {
    const values = typeof data === 'number' ? [data] : data;
    const lengths = shape ?? (typeof data === 'number' ? [] : [values.length]);
    if (sizeOf(lengths) !== values.length)
      throw new GraphError('constant', `${values.length} values do not fill the shape`, [lengths]);
    const stored = dtype === 'int32' ? asInt32(values) : this.#asFloat(values);
    return this.#emit({ kind: 'constant', data: stored }, [], lengths, { dtype });
  }

  /** Names a result (float32). Throws GraphError when an input or output has the name. */
  output(name: string, tensor: Tensor): void {
    if (this.#outputs.has(name) || this.#inputs.has(name)) throw new GraphError('output', `the name ${name} is taken`);
    if (tensor.scope !== this.#scope) throw new GraphError('output', `${name} belongs to another graph`);
    if (tensor.dtype !== 'float32') throw new GraphError('output', `${name} is not float32`);
    this.#outputs.set(name, tensor);
  }

  /** The graph of everything the outputs depend on. */
  build(): StaticGraph {
    return buildStaticGraph(this.#outputs);
  }

  #asFloat(values: ArrayLike<number>): Float32Array | Float64Array {
    if (this.#precision === 'float64') return Float64Array.from(values);
    return values instanceof Float32Array ? values : Float32Array.from(values);
  }

  #emit(
    operation: Operation,
    inputs: readonly Tensor[],
    shape: Shape,
    options: { readonly pullback?: Pullback; readonly dtype?: DType } = {},
  ): Tensor {
    if (inputs.some((input) => input.scope !== this.#scope))
      throw new GraphError(operation.kind, 'its inputs belong to different graphs');
    const simpler = simplify(operation, inputs, shape, this.#scope);
    if (simpler !== undefined) return simpler;
    const key = operationKey(
      operation,
      inputs.map((input) => input.id),
      shape,
    );
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tensor: Tensor = {
      id: this.#nextId++,
      shape: [...shape],
      dtype: options.dtype ?? 'float32',
      operation,
      inputs: [...inputs],
      pullback: options.pullback,
      scope: this.#scope,
    };
    this.#known.set(key, tensor);
    return tensor;
  }
}

function asInt32(values: ArrayLike<number>): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values);
}
