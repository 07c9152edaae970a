/**
 * The parameters of one network as one flat vector. A graph takes the vector as one input and splits it; optimizer
 * steps, averaging and transfer see a single vector.
 */
import { GraphError } from '../graph/graph-error.ts';
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import { reshape } from '../ops/reshape.ts';
import { concat, split } from '../ops/slice.ts';
import type { RandomStream } from '#random/random-stream';
import { fillInitial, type Initializer } from './initializer.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

export interface PlacedParameter extends ParameterSpec {
  /** Position of the first element in the vector. */
  readonly offset: number;
  readonly size: number;
}

export class ParameterLayout {
  readonly parameters: readonly PlacedParameter[];
  /** Length of the vector. */
  readonly size: number;

  /** Throws GraphError when a name stands twice. */
  constructor(specs: readonly ParameterSpec[]) {
    let offset = 0;
    this.parameters = specs.map((spec) => {
      const placed = { ...spec, offset, size: sizeOf(spec.shape) };
      offset += placed.size;
      return placed;
    });
    this.size = offset;
    const names = new Set(specs.map((spec) => spec.name));
    if (names.size !== specs.length) throw new GraphError('ParameterLayout', 'two parameters have the same name');
  }

  /** Freshly initialised values, drawn parameter by parameter in order. */
  initialize(random: RandomStream): Float32Array {
    const values = new Float32Array(this.size);
    for (const { initializer, offset, size } of this.parameters)
      fillInitial(values.subarray(offset, offset + size), initializer, random);
    return values;
  }

  /** The named tensors inside a vector [size] of a graph. */
  split(vector: Tensor): Record<string, Tensor> {
    const parts = split(
      vector,
      this.parameters.map((parameter) => parameter.size),
      0,
    );
    return Object.fromEntries(this.parameters.map(({ name, shape }, index) => [name, reshape(parts[index], shape)]));
  }

  /** The vector [size] made of one tensor for each parameter; inverse of split. */
  join(tensors: Readonly<Record<string, Tensor>>): Tensor {
    return concat(
      this.parameters.map(({ name, size }) => reshape(tensors[name], [size])),
      0,
    );
  }

  /** Where one parameter lies in a vector of values: a view, not a copy. Throws GraphError for an unknown name. */
  view(values: Float32Array, name: string): Float32Array {
    const found = this.parameters.find((parameter) => parameter.name === name);
    if (found === undefined) throw new GraphError('ParameterLayout', `there is no parameter ${name}`);
    return values.subarray(found.offset, found.offset + found.size);
  }
}
