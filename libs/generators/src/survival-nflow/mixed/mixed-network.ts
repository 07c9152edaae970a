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
import type { Hidden } from '../flow-model.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { type ConnectionMask, outputMask } from '../transforms/degrees.ts';
import { type Made, made } from '../transforms/made.ts';

/** Prefix of the masked network's parameters. */
export const MADE = 'made';
export const DIRECT = 'direct.weight';

export class MixedNetwork {
  readonly parameters: ParameterLayout;
  readonly #made: Made;
  readonly #direct: ConnectionMask;

  constructor({ inputGroups, outputGroups }: MixedLayout, { hidden, blocks }: FlowSettings) {
    this.#made = made({ name: MADE, inputGroups, outputGroups, hidden, blocks });
    this.#direct = outputMask(inputGroups, outputGroups);
    this.parameters = new ParameterLayout([
      ...this.#made.specs,
      { name: DIRECT, shape: [inputGroups.length, outputGroups.length], initializer: ZEROS },
    ]);
  }

  /** Parameters under which every column is independent of the others and has the given biases. */
  initialize(biases: Float32Array, random: RandomStream): Float32Array {
    const values = this.parameters.initialize(random);
    this.parameters.view(values, `${MADE}.output.weight`).fill(0);
    this.outputBiases(values).set(biases);
    return values;
  }

  /** The biases of the outputs among the parameters: a view, not a copy. */
  outputBiases(values: Float32Array): Float32Array {
    return this.parameters.view(values, `${MADE}.output.bias`);
  }

  /** Outputs [rows, outputWidth] for inputs [rows, inputWidth]. */
  forward(parameters: ParameterTensors, x: Tensor, { seen, dropout }: Hidden = {}): Tensor {
    const { data, shape } = this.#direct;
    const inputs = seen === undefined ? x : mul(x, seen);
    const weights = mul(parameters[DIRECT], x.scope.constant(data, shape));
    return add(this.#made.forward(parameters, inputs, { dropout }), matmul(inputs, weights));
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
