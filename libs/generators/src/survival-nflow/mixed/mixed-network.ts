/**
 * What tells every column from those before it: a masked residual network and, beside it, a direct masked connection of each
 * input with each later output, which on its own is a multinomial regression per column.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul } from '#compute/ops/arithmetic';
import { matmul } from '#compute/ops/matmul';
import { reduceSum } from '#compute/ops/sum';
import { ZEROS } from '#compute/parameters/initializer';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { RandomStream } from '#random/random-stream';
import type { ParameterTensors } from '../../training/learner.ts';
import type { MixedLayout } from './mixed-layout.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { type ConnectionMask, outputMask } from '../transforms/degrees.ts';
import { type Made, made } from '../transforms/made.ts';
import { TimeModel } from './time-model.ts';

/** Prefix of the masked network's parameters. */
export const MADE = 'made';
export const DIRECT = 'direct.weight';

export class MixedNetwork {
  readonly parameters: ParameterLayout;
  /** Second models, by place of their time in the order. */
  readonly times: ReadonlyMap<number, TimeModel>;
  readonly #made: Made;
  readonly #direct: ConnectionMask;

  constructor({ inputGroups, outputGroups, starts, timed }: MixedLayout, settings: FlowSettings) {
    const { hidden, blocks } = settings;
    this.times = new Map(timed.map((place) => [place, new TimeModel(place, starts[place], settings)]));
    this.#made = made({ name: MADE, inputGroups, outputGroups, hidden, blocks });
    this.#direct = outputMask(inputGroups, outputGroups);
    this.parameters = new ParameterLayout([
      ...this.#made.specs,
      { name: DIRECT, shape: [inputGroups.length, outputGroups.length], initializer: ZEROS },
      ...[...this.times.values()].flatMap(({ specs }) => specs),
    ]);
  }

  /** Parameters under which every column is independent of the others and has the given biases. */
  initialize(biases: Float32Array, random: RandomStream): Float32Array {
    const values = this.parameters.initialize(random);
    this.parameters.view(values, `${MADE}.output.weight`).fill(0);
    this.outputBiases(values).set(biases);
    for (const time of this.times.values()) time.initialize(this.parameters, values);
    return values;
  }

  /** The biases of the outputs among the parameters: a view, not a copy. */
  outputBiases(values: Float32Array): Float32Array {
    return this.parameters.view(values, `${MADE}.output.bias`);
  }

  /** Sets to 0 what leads from an input, and what leads to an output but for its bias. */
  disconnect(values: Float32Array, input: number, output: number): void {
    for (const { name, shape } of this.parameters.parameters) {
      const weights = this.parameters.view(values, name);
      const [height, width] = shape;
      // Second models see the inputs before their own.
      const isFirst = name === DIRECT || name.endsWith('.input.weight');
      if (isFirst && input < height) weights.fill(0, input * width, (input + 1) * width);
      if (name !== DIRECT && name !== `${MADE}.output.weight`) continue;
      for (let i = output; i < weights.length; i += width) weights[i] = 0;
    }
  }

  /** Outputs [rows, outputWidth] for inputs [rows, inputWidth]. */
  forward(parameters: ParameterTensors, x: Tensor, dropout?: readonly Tensor[]): Tensor {
    const { data, shape } = this.#direct;
    const weights = mul(parameters[DIRECT], x.scope.constant(data, shape));
    return add(this.#made.forward(parameters, x, { dropout }), matmul(x, weights));
  }

  /** ½ Σ λ·w² over weights, biases left out, with a λ each for the masked network and for direct connections. */
  decay(parameters: ParameterTensors, { weightDecay, directDecay }: FlowSettings): Tensor {
    return this.parameters.parameters
      .filter(({ name }) => name.endsWith('.weight'))
      .map(({ name }) => {
        const squares = reduceSum(mul(parameters[name], parameters[name]));
        return mul(squares, (name === DIRECT ? directDecay : weightDecay) / 2);
      })
      .reduce((sum, term) => add(sum, term));
  }
}
