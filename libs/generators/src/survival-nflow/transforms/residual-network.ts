/**
 * The network behind every conditional transform: a layer, residual blocks of two layers (activation before each), a
 * last layer (He et al. 2016, pre-activation, as in Durkan et al. 2019).
 *
 * There is no batch normalisation: its running statistics would not average across sites that see different rows, and
 * the gradient of one row would depend on the other rows, which clipping per row cannot allow.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul } from '#compute/ops/arithmetic';
import { relu, sigmoid } from '#compute/ops/elementwise';
import { matmul } from '#compute/ops/matmul';
import type { Initializer } from '#compute/parameters/initializer';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import type { NetworkInputs, ParameterTensors } from './transform.ts';

export interface ResidualSettings {
  /** Prefix of the parameters' names. */
  readonly name: string;
  /** Columns that everything may depend on, beside the inputs. Default 0. */
  readonly context?: number;
  readonly hidden: number;
  /** Residual blocks of two layers each. */
  readonly blocks: number;
  /** Default relu. */
  readonly activation?: 'relu' | 'silu';
}

export interface Layer {
  /** [inputs, outputs] */
  readonly weight: Tensor;
  /** [outputs] */
  readonly bias: Tensor;
}

/** The layers by name: input, block0.first, block0.second, …, output. The context's has a weight alone. */
export type LayerOf = (name: string) => Layer;

export interface ResidualNetwork {
  readonly specs: readonly ParameterSpec[];
  forward(parameters: ParameterTensors, x: Tensor, inputs?: NetworkInputs): Tensor;
}

/** [rows, inputs] → [rows, outputs], each output depending on every input. */
export function residualNetwork(settings: ResidualSettings, inputs: number, outputs: number): ResidualNetwork {
  return {
    specs: residualSpecs(settings, inputs, outputs),
    forward: (parameters, x, extra = {}) => {
      const layer = plainLayers(settings, parameters);
      return applied(layer('output'), hiddenUnits(settings, layer, x, extra));
    },
  };
}

export function plainLayers({ name }: ResidualSettings, parameters: ParameterTensors): LayerOf {
  return (layer) => ({ weight: parameters[`${name}.${layer}.weight`], bias: parameters[`${name}.${layer}.bias`] });
}

export function applied({ weight, bias }: Layer, x: Tensor): Tensor {
  return add(matmul(x, weight), bias);
}

/** What the last layer sees. Without inputs (x undefined) it depends on the context alone. */
export function hiddenUnits(
  { blocks, activation = 'relu' }: ResidualSettings,
  layer: LayerOf,
  x: Tensor | undefined,
  { context, dropout }: NetworkInputs,
): Tensor {
  const active = ACTIVATIONS[activation];
  let hidden = x === undefined ? layer('input').bias : applied(layer('input'), x);
  if (context !== undefined) hidden = add(matmul(context, layer('context').weight), hidden);
  for (let block = 0; block < blocks; block++) {
    const first = active(applied(layer(`block${block}.first`), active(hidden)));
    const kept = dropout === undefined ? first : mul(first, dropout[block]);
    hidden = add(applied(layer(`block${block}.second`), kept), hidden);
  }
  return hidden;
}

const ACTIVATIONS: Readonly<Record<'relu' | 'silu', (x: Tensor) => Tensor>> = {
  relu,
  silu: (x) => mul(x, sigmoid(x)),
};

/** A block starts as little more than a bypass. */
const NEARLY_NOTHING: Initializer = { kind: 'uniform', low: -1e-3, high: 1e-3 };

export function residualSpecs(
  { name, context = 0, hidden, blocks }: ResidualSettings,
  inputs: number,
  outputs: number,
): ParameterSpec[] {
  const layer = (part: string, from: number, to: number, initializer = fanIn(from)): ParameterSpec[] => [
    { name: `${name}.${part}.weight`, shape: [from, to], initializer },
    { name: `${name}.${part}.bias`, shape: [to], initializer },
  ];
  return [
    ...layer('input', inputs, hidden),
    ...(context > 0 ? layer('context', context, hidden).slice(0, 1) : []),
    ...Array.from({ length: blocks }, (_, block) => [
      ...layer(`block${block}.first`, hidden, hidden),
      ...layer(`block${block}.second`, hidden, hidden, NEARLY_NOTHING),
    ]).flat(),
    ...layer('output', hidden, outputs),
  ];
}

function fanIn(count: number): Initializer {
  return { kind: 'uniformFanIn', fanIn: count };
}
