/**
 * A normalizing flow: a stack of invertible transforms between rows and standard normal noise, each layer a linear one
 * followed by a conditional one, with a linear one at the end.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul } from '#compute/ops/arithmetic';
import { reduceSum } from '#compute/ops/sum';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import { RandomStream, type Seed } from '#random/random-stream';
import { autoregressive } from './autoregressive.ts';
import { coupling } from './coupling.ts';
import { type ElementKind, elementMap } from './element-map.ts';
import { lu } from './lu.ts';
import { permutation } from './permutation.ts';
import type { ResidualSettings } from './residual-network.ts';
import { svd } from './svd.ts';
import type { SplineSettings } from './tails.ts';
import type { NetworkInputs, ParameterTensors, Transform, Transformed } from './transform.ts';

export interface FlowSettings extends Omit<ResidualSettings, 'name'>, SplineSettings {
  /** Columns of a row. */
  readonly dims: number;
  readonly layers: number;
  /** After a permutation: nothing more, or a trained linear layer. */
  readonly linear: 'permutation' | 'lu' | 'svd';
  readonly conditioner: 'autoregressive' | 'coupling';
  readonly element: ElementKind;
}

/** What is drawn once for a study and neither trained nor averaged: it must be the same at every site. Plain data. */
export interface FlowStructure {
  /** The order of columns before each layer and after the last. */
  readonly orders: readonly (readonly number[])[];
}

export function drawFlowStructure({ dims, layers }: FlowSettings, seed: Seed): FlowStructure {
  const orders = Array.from({ length: layers + 1 }, (_, layer) =>
    Array.from(RandomStream.derive(seed, 'flow-order', layer).permutation(dims)),
  );
  return { orders };
}

export interface Flow extends Transform {
  /** ln p(x) of each row [rows]. */
  logDensity(parameters: ParameterTensors, x: Tensor, inputs?: NetworkInputs): Tensor;
}

/**
 * Parameters are named `linear0…`, `layer0…`, … `forward` takes the dropout masks of all layers in order. Throws
 * GraphError for settings of which no flow can be made.
 */
export function flow(settings: FlowSettings, structure: FlowStructure): Flow {
  const stack = structure.orders.flatMap((order, i) => [
    ...linearLayer(settings, `linear${i}`, order),
    ...(i < settings.layers ? [conditionalLayer(settings, i)] : []),
  ]);
  const stacked = stackOf(stack);
  return {
    ...stacked,
    logDensity: (parameters, x, inputs) => {
      const { value, logDeterminant } = stacked.forward(parameters, x, inputs);
      return add(standardNormalLogDensity(value), logDeterminant);
    },
  };
}

/** ln of the standard normal density of each row [rows] of z [rows, dims]. */
export function standardNormalLogDensity(z: Tensor): Tensor {
  return add(mul(reduceSum(mul(z, z), [1]), -0.5), (-z.shape[1] / 2) * Math.log(2 * Math.PI));
}

function linearLayer({ dims, linear }: FlowSettings, name: string, order: readonly number[]): Transform[] {
  const reordered = permutation(Int32Array.from(order));
  if (linear === 'permutation') return [reordered];
  return [reordered, linear === 'lu' ? lu(name, dims) : svd(name, dims)];
}

function conditionalLayer(settings: FlowSettings, index: number): Transform {
  const { dims, conditioner, element } = settings;
  const network = { ...settings, name: `layer${index}` };
  if (conditioner === 'autoregressive') return autoregressive(dims, elementMap(element, settings, 'softplus'), network);
  return coupling(dims, index % 2 === 0 ? 'even' : 'odd', elementMap(element, settings, 'sigmoid'), network);
}

function stackOf(transforms: readonly Transform[]): Transform {
  return {
    specs: transforms.flatMap((transform): readonly ParameterSpec[] => transform.specs),
    dropouts: transforms.reduce((sum, transform) => sum + transform.dropouts, 0),
    forward: (parameters, x, inputs) => forwardThrough(transforms, parameters, x, inputs),
    inverse: (parameters, z, context) =>
      transforms.reduceRight((value, transform) => transform.inverse(parameters, value, context), z),
  };
}

function forwardThrough(
  transforms: readonly Transform[],
  parameters: ParameterTensors,
  x: Tensor,
  { context, dropout }: NetworkInputs = {},
): Transformed {
  let value = x;
  let logDeterminant: Tensor | undefined;
  let used = 0;
  for (const transform of transforms) {
    const own = dropout?.slice(used, (used += transform.dropouts));
    const next = transform.forward(parameters, value, { context, dropout: own });
    value = next.value;
    logDeterminant = logDeterminant === undefined ? next.logDeterminant : add(logDeterminant, next.logDeterminant);
  }
  return { value, logDeterminant: logDeterminant! };
}
