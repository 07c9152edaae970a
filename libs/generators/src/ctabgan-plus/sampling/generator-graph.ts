import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import { gather } from '#compute/ops/gather';
import type { ParameterTensors } from '../../training/learner.ts';
import { generate, type LossContext } from '../step/step-losses.ts';

export const ROWS = 'rows';

/** Input `generator` (flat vector) beside those of `declareDraws`; output `rows` [rows, width] in the encoder's order. */
export function buildGeneratorGraph(context: LossContext, rows: number): StaticGraph {
  const graph = new Graph();
  const { layout } = context.networks.generator;
  const parameters = layout.split(graph.input('generator', [layout.size]));
  graph.output(ROWS, encodedRows(graph, context, parameters, rows));
  return graph.build();
}

/** The same with the parameters inside, for release. */
export function buildReleasedGraph(context: LossContext, values: Float32Array, rows: number): StaticGraph {
  const graph = new Graph();
  const { layout } = context.networks.generator;
  const parameters = Object.fromEntries(
    layout.parameters.map(({ name, shape }) => [name, graph.constant(layout.view(values, name).slice(), shape)]),
  );
  graph.output(ROWS, encodedRows(graph, context, parameters, rows));
  return graph.build();
}

/**
 * Inputs: `noise` [rows, noiseWidth] standard normal, `condition` [rows, conditionWidth] one 1 a row, `uniforms` [rows,
 * conditionWidth] in (0, 1). Conditions are in the encoder's order too.
 */
function encodedRows(graph: Graph, context: LossContext, parameters: ParameterTensors, rows: number): Tensor {
  const { layout, settings } = context;
  const noise = graph.input('noise', [rows, settings.noiseWidth]);
  const condition = graph.input('condition', [rows, layout.conditionWidth]);
  const uniforms = graph.input('uniforms', [rows, layout.conditionWidth]);
  const ordered = reordered(graph, condition, layout.encoderConditions);
  const generated = generate(context, parameters, noise, ordered, uniforms);
  return reordered(graph, generated.rows, inverse(layout.encoderColumns));
}

function reordered(graph: Graph, x: Tensor, columns: Int32Array): Tensor {
  return gather(x, graph.constant(columns, [columns.length], 'int32'), 1);
}

function inverse(permutation: Int32Array): Int32Array {
  const places = new Int32Array(permutation.length);
  permutation.forEach((place, i) => (places[place] = i));
  return places;
}
