/**
 * A masked residual network: the outputs of each group of columns depend on the inputs of earlier groups, and on a
 * context, alone (Germain et al. 2015; the residual form as in Durkan et al. 2019). Weights are multiplied by constant
 * masks inside the graph, so whatever is averaged or added to them leaves the structure whole.
 *
 * There is no batch normalisation: its running statistics would not average across sites that see different rows, and
 * the gradient of one row would depend on the other rows, which per-row clipping cannot allow.
 */
import { GraphError } from '#compute/graph/graph-error';
import type { Tensor } from '#compute/graph/tensor';
import { add, mul } from '#compute/ops/arithmetic';
import { relu, sigmoid } from '#compute/ops/elementwise';
import { gather } from '#compute/ops/gather';
import { matmul } from '#compute/ops/matmul';
import { sliceAxis } from '#compute/ops/slice';
import { broadcastTo } from '#compute/ops/sum';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import { type ConnectionMask, hiddenDegrees, hiddenMask, outputMask } from './degrees.ts';

export interface MadeSettings {
  /** Prefix of the parameters' names. */
  readonly name: string;
  /** The group of each input, ascending from 0: columns that enter together, as a one-hot block does. */
  readonly inputGroups: readonly number[];
  /** The group of each output, in any order. */
  readonly outputGroups: readonly number[];
  /** Columns that everyone may see. Default 0. */
  readonly context?: number;
  readonly hidden: number;
  /** Residual blocks of two layers each. */
  readonly blocks: number;
  /** Default relu. */
  readonly activation?: 'relu' | 'silu';
}

export interface MadeInputs {
  /** [rows, context], where the network has one. */
  readonly context?: Tensor;
  /** Per block [rows, hidden]: 0 or 1/(1 − p). None where nothing is dropped. */
  readonly dropout?: readonly Tensor[];
}

export type ParameterTensors = Readonly<Record<string, Tensor>>;

export interface Made {
  readonly specs: readonly ParameterSpec[];
  /** Outputs [rows, outputs] for inputs [rows, inputs]. */
  forward(parameters: ParameterTensors, x: Tensor, inputs?: MadeInputs): Tensor;
  /**
   * The outputs of one group [rows, outputs of the group], in their order, for the inputs of the groups before it [rows,
   * inputs of them] (undefined where there are none). Costs only what that group needs; meant for sampling.
   */
  group(parameters: ParameterTensors, group: number, rows: number, earlier?: Tensor, context?: Tensor): Tensor;
}

/** Throws GraphError for groups of inputs that do not ascend from 0. */
export function made(settings: MadeSettings): Made {
  checkGroups(settings);
  return new MaskedNetwork(settings);
}

class MaskedNetwork implements Made {
  readonly specs: readonly ParameterSpec[];
  readonly #settings: MadeSettings;
  readonly #degrees: Int32Array;
  readonly #masks: Readonly<Record<'input' | 'hidden' | 'context' | 'output', ConnectionMask>>;

  constructor(settings: MadeSettings) {
    const { inputGroups, outputGroups, context = 0, hidden } = settings;
    const groups = Math.max(...inputGroups, ...outputGroups) + 1;
    this.#settings = settings;
    this.#degrees = hiddenDegrees(groups, hidden, context > 0);
    this.#masks = {
      input: hiddenMask(inputGroups, this.#degrees),
      hidden: hiddenMask(this.#degrees, this.#degrees),
      context: hiddenMask(new Int32Array(context).fill(-1), this.#degrees),
      output: outputMask(this.#degrees, outputGroups),
    };
    this.specs = layerSpecs(settings);
  }

  forward(parameters: ParameterTensors, x: Tensor, { context, dropout }: MadeInputs = {}): Tensor {
    const layer = (name: string, mask: ConnectionMask, from: Tensor): Tensor =>
      add(matmul(from, this.#weights(parameters, name, mask)), this.#parameter(parameters, `${name}.bias`));
    let hidden = layer('input', this.#masks.input, x);
    if (context !== undefined) hidden = add(matmul(context, this.#parameter(parameters, 'context.weight')), hidden);
    for (let block = 0; block < this.#settings.blocks; block++) {
      const first = layer(`block${block}.first`, this.#masks.hidden, this.#activate(hidden));
      const active = this.#activate(first);
      const kept = dropout === undefined ? active : mul(active, dropout[block]);
      hidden = add(layer(`block${block}.second`, this.#masks.hidden, kept), hidden);
    }
    return layer('output', this.#masks.output, hidden);
  }

  group(parameters: ParameterTensors, group: number, rows: number, earlier?: Tensor, context?: Tensor): Tensor {
    const columns = this.#settings.outputGroups.flatMap((own, column) => (own === group ? [column] : []));
    const hidden = this.#hiddenBefore(parameters, group, earlier, context);
    const biases = this.#parameter(parameters, 'output.bias');
    const places = biases.scope.constant(columns, [columns.length], 'int32');
    const bias = gather(biases, places);
    if (hidden === undefined) return broadcastTo(bias, [rows, columns.length]);
    const weights = gather(this.#weights(parameters, 'output', this.#masks.output), places, 1);
    return add(matmul(hidden, sliceAxis(weights, 0, 0, hidden.shape[1])), bias);
  }

  /** The hidden units that the group may see, which come first; undefined for none. */
  #hiddenBefore(parameters: ParameterTensors, group: number, earlier?: Tensor, context?: Tensor): Tensor | undefined {
    const units = this.#degrees.filter((degree) => degree < group).length;
    if (units === 0) return undefined;
    const part = (name: string, mask: ConnectionMask, inputs: number): Tensor =>
      sliceAxis(sliceAxis(this.#weights(parameters, name, mask), 0, 0, inputs), 1, 0, units);
    const bias = (name: string): Tensor => sliceAxis(this.#parameter(parameters, `${name}.bias`), 0, 0, units);
    const layer = (name: string, from: Tensor): Tensor =>
      add(matmul(from, part(name, this.#masks.hidden, units)), bias(name));
    let hidden = bias('input');
    if (earlier !== undefined)
      hidden = add(matmul(earlier, part('input', this.#masks.input, earlier.shape[1])), hidden);
    if (context !== undefined) {
      const weights = sliceAxis(this.#parameter(parameters, 'context.weight'), 1, 0, units);
      hidden = add(matmul(context, weights), hidden);
    }
    for (let block = 0; block < this.#settings.blocks; block++) {
      const first = layer(`block${block}.first`, this.#activate(hidden));
      hidden = add(layer(`block${block}.second`, this.#activate(first)), hidden);
    }
    return hidden;
  }

  #activate(x: Tensor): Tensor {
    return this.#settings.activation === 'silu' ? mul(x, sigmoid(x)) : relu(x);
  }

  #weights(parameters: ParameterTensors, name: string, { data, shape }: ConnectionMask): Tensor {
    const weights = this.#parameter(parameters, `${name}.weight`);
    return mul(weights, weights.scope.constant(data, shape));
  }

  #parameter(parameters: ParameterTensors, name: string): Tensor {
    return parameters[`${this.#settings.name}.${name}`];
  }
}

function layerSpecs({ name, inputGroups, outputGroups, context = 0, hidden, blocks }: MadeSettings): ParameterSpec[] {
  const layer = (part: string, inputs: number, outputs: number, fanIn = inputs): ParameterSpec[] => {
    const initializer = { kind: 'uniformFanIn', fanIn } as const;
    return [
      { name: `${name}.${part}.weight`, shape: [inputs, outputs], initializer },
      { name: `${name}.${part}.bias`, shape: [outputs], initializer },
    ];
  };
  return [
    ...layer('input', inputGroups.length, hidden),
    ...(context > 0 ? layer('context', context, hidden).slice(0, 1) : []),
    ...Array.from({ length: blocks }, (_, block) => [
      ...layer(`block${block}.first`, hidden, hidden),
      ...layer(`block${block}.second`, hidden, hidden, NEARLY_NOTHING),
    ]).flat(),
    ...layer('output', hidden, outputGroups.length),
  ];
}

/** Starts the second layer of a block within ±1/√10⁶ = ±0.001, so that a block starts as little more than a bypass. */
const NEARLY_NOTHING = 1e6;

function checkGroups({ inputGroups, outputGroups }: MadeSettings): void {
  const ascends = inputGroups.every((group, i) => group >= (inputGroups[i - 1] ?? 0));
  const all = [...inputGroups, ...outputGroups];
  if (!ascends || !all.every((group) => Number.isInteger(group) && group >= 0))
    throw new GraphError('made', 'the groups of inputs must ascend from 0', [inputGroups, outputGroups]);
}
