/**
 * A masked residual network: the outputs of each group of columns depend on the inputs of earlier groups, and on a
 * context, alone (Germain et al. 2015). Weights are multiplied by constant masks inside the graph, so whatever is
 * averaged or added to them leaves the structure whole.
 */
import { GraphError } from '#compute/graph/graph-error';
import type { Tensor } from '#compute/graph/tensor';
import { mul } from '#compute/ops/arithmetic';
import { gather } from '#compute/ops/gather';
import { slice, sliceAxis } from '#compute/ops/slice';
import { broadcastTo } from '#compute/ops/sum';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import { type ConnectionMask, hiddenDegrees, hiddenMask, outputMask } from './degrees.ts';
import {
  applied,
  hiddenUnits,
  type Layer,
  type LayerOf,
  plainLayers,
  type ResidualSettings,
  residualSpecs,
} from './residual-network.ts';
import type { NetworkInputs, ParameterTensors } from './transform.ts';

export interface MadeSettings extends ResidualSettings {
  /** The group of each input, ascending from 0: columns that enter together, as a one-hot block does. */
  readonly inputGroups: readonly number[];
  /** The group of each output, in any order. */
  readonly outputGroups: readonly number[];
}

export interface Made {
  readonly specs: readonly ParameterSpec[];
  /** Outputs [rows, outputs] for inputs [rows, inputs]. */
  forward(parameters: ParameterTensors, x: Tensor, inputs?: NetworkInputs): Tensor;
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
  readonly #masks: Readonly<Record<'input' | 'hidden' | 'output', ConnectionMask>>;

  constructor(settings: MadeSettings) {
    const { inputGroups, outputGroups, context = 0, hidden } = settings;
    const groups = Math.max(...inputGroups, ...outputGroups) + 1;
    this.#settings = settings;
    this.#degrees = hiddenDegrees(groups, hidden, context > 0);
    this.#masks = {
      input: hiddenMask(inputGroups, this.#degrees),
      hidden: hiddenMask(this.#degrees, this.#degrees),
      output: outputMask(this.#degrees, outputGroups),
    };
    this.specs = residualSpecs(settings, inputGroups.length, outputGroups.length);
  }

  forward(parameters: ParameterTensors, x: Tensor, inputs: NetworkInputs = {}): Tensor {
    const layer = this.#layers(parameters);
    return applied(layer('output'), hiddenUnits(this.#settings, layer, x, inputs));
  }

  group(parameters: ParameterTensors, group: number, rows: number, earlier?: Tensor, context?: Tensor): Tensor {
    const layer = this.#layers(parameters);
    const output = columnsOf(layer('output'), this.#outputsOf(group));
    const units = this.#degrees.filter((degree) => degree < group).length;
    if (units === 0) return broadcastTo(output.bias, [rows, output.bias.shape[0]]);
    const before = firstUnits(layer, units, earlier?.shape[1] ?? 0);
    const hidden = hiddenUnits(this.#settings, before, earlier, { context });
    return applied({ ...output, weight: sliceAxis(output.weight, 0, 0, units) }, hidden);
  }

  #outputsOf(group: number): number[] {
    return this.#settings.outputGroups.flatMap((own, column) => (own === group ? [column] : []));
  }

  #layers(parameters: ParameterTensors): LayerOf {
    const plain = plainLayers(this.#settings, parameters);
    return (name) => {
      const { weight, bias } = plain(name);
      const mask = this.#maskOf(name);
      return { weight: mask === undefined ? weight : mul(weight, weight.scope.constant(mask.data, mask.shape)), bias };
    };
  }

  #maskOf(layer: string): ConnectionMask | undefined {
    if (layer === 'context') return undefined;
    return layer === 'input' || layer === 'output' ? this.#masks[layer] : this.#masks.hidden;
  }
}

function columnsOf({ weight, bias }: Layer, columns: readonly number[]): Layer {
  const places = bias.scope.constant(columns, [columns.length], 'int32');
  return { weight: gather(weight, places, 1), bias: gather(bias, places) };
}

/** The layers cut down to the first hidden units, which see the first inputs only. */
function firstUnits(layer: LayerOf, units: number, inputs: number): LayerOf {
  return (name) => {
    const { weight, bias } = layer(name);
    if (name === 'context') return { weight: sliceAxis(weight, 1, 0, units), bias };
    const cut = sliceAxis(bias, 0, 0, units);
    if (name !== 'input') return { weight: slice(weight, [0, 0], [units, units]), bias: cut };
    return { weight: inputs === 0 ? weight : slice(weight, [0, 0], [inputs, units]), bias: cut };
  };
}

function checkGroups({ inputGroups, outputGroups }: MadeSettings): void {
  const ascends = inputGroups.every((group, i) => group >= (inputGroups[i - 1] ?? 0));
  const all = [...inputGroups, ...outputGroups];
  if (!ascends || !all.every((group) => Number.isInteger(group) && group >= 0))
    throw new GraphError('made', 'the groups of inputs must ascend from 0', [inputGroups, outputGroups]);
}
