import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import { add, log, mul, neg } from '#compute/ops/arithmetic';
import { greaterEqual } from '#compute/ops/compare';
import { reduceMax } from '#compute/ops/reduce';
import { gather } from '#compute/ops/gather';
import { reshape } from '#compute/ops/reshape';
import { concat, pad, sliceAxis } from '#compute/ops/slice';
import { fill } from '#compute/ops/sum';
import { rationalQuadraticInverse } from '../../transforms/rational-quadratic.ts';
import { splineOutputs } from '../mixed-layout.ts';
import type { MixedModel } from '../mixed-model.ts';

/** Rows per run of the released model. */
export const RELEASED_ROWS = 500;

/** Inputs of the released model: a uniform number per state of a column with several, a standard normal one per number. */
export const UNIFORMS = 'uniforms';
export const NOISE = 'noise';
export const ROWS = 'rows';

/**
 * The flow with its parameters inside, column after column: the state by the largest logit with Gumbel noise, the score of a
 * value by the inverse of its spline. Inputs `uniforms` [500, logits] in (0, 1) and `noise` [500, numbers]; output `rows`
 * [500, inputWidth], as rows are encoded for training.
 */
export function buildReleasedGraph(model: MixedModel, values: Float32Array): StaticGraph {
  const { layout, network } = model;
  const graph = new Graph();
  const parameters = Object.fromEntries(
    network.parameters.parameters.map(({ name, shape }) => [
      name,
      graph.constant(network.parameters.view(values, name).slice(), shape),
    ]),
  );
  const draws = drawInputs(graph, model);
  let rows = fill(graph.constant(0).scope, 0, [RELEASED_ROWS, layout.inputWidth]);
  layout.columns.forEach((_, place) => {
    const own = columnInputs(model, place, network.forward(parameters, rows), draws);
    const start = layout.starts[place];
    rows = add(rows, pad(own, [0, start], [0, layout.inputWidth - start - own.shape[1]]));
  });
  graph.output(ROWS, rows);
  return graph.build();
}

interface Draws {
  readonly uniforms: Tensor | undefined;
  readonly noise: Tensor | undefined;
}

function drawInputs(graph: Graph, { layout }: MixedModel): Draws {
  const { splines } = layout;
  const input = (name: string, width: number) => (width > 0 ? graph.input(name, [RELEASED_ROWS, width]) : undefined);
  return { uniforms: input(UNIFORMS, splines.start), noise: input(NOISE, splines.places.length) };
}

function columnInputs({ layout, settings }: MixedModel, place: number, outputs: Tensor, draws: Draws): Tensor {
  const { stateCount, valueState } = layout.columns[place];
  const start = layout.logitStarts[place];
  const states =
    start < 0
      ? fill(outputs.scope, 1, [RELEASED_ROWS, 1])
      : largest(
          add(sliceAxis(outputs, 1, start, stateCount), gumbel(sliceAxis(draws.uniforms!, 1, start, stateCount))),
        );
  if (valueState < 0) return states;
  const places = splineOutputs(layout.splines, place);
  const own = gather(outputs, outputs.scope.constant(places, [places.length], 'int32'), 1);
  const noise = sliceAxis(draws.noise!, 1, layout.splines.places.indexOf(place), 1);
  const raw = reshape(own, [RELEASED_ROWS, places.length, 1]);
  const { value } = rationalQuadraticInverse(noise, raw, settings);
  return concat([states, mul(value, sliceAxis(states, 1, valueState, 1))], 1);
}

/** 1 at the largest of each row, else 0. */
function largest(scores: Tensor): Tensor {
  return greaterEqual(scores, reduceMax(scores, [1], true));
}

function gumbel(uniforms: Tensor): Tensor {
  return neg(log(neg(log(uniforms))));
}
