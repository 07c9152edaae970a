import type { Graph } from '#compute/graph/graph';
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, neg, sub } from '#compute/ops/arithmetic';
import { blockLogSoftmax } from '#compute/ops/block-softmax';
import { gather } from '#compute/ops/gather';
import { matmul } from '#compute/ops/matmul';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import { type FlowLayout, scoreInput } from '../encoding/flow-layout.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { rationalQuadratic } from '../transforms/rational-quadratic.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * −ln p of each row and column, [rows, columns]: of a state the cross-entropy, of a value besides the negative log-density of
 * its normal score, ½y² + ½ln 2π − ln dy/dz with y the spline of the score z.
 * @param x encoded rows [rows, inputWidth]
 * @param outputs of the network for them [rows, outputWidth]
 */
export function columnLosses(
  graph: Graph,
  layout: FlowLayout,
  settings: FlowSettings,
  x: Tensor,
  outputs: Tensor,
): Tensor {
  const parts = [
    ...(layout.headed.length > 0 ? [stateLosses(graph, layout, x, outputs)] : []),
    ...(layout.valued.length > 0 ? [valueLosses(graph, layout, settings, x, outputs)] : []),
  ];
  return parts.reduce((sum, part) => add(sum, part));
}

function stateLosses(graph: Graph, layout: FlowLayout, x: Tensor, outputs: Tensor): Tensor {
  const { columns, headed, logitWidth, starts } = layout;
  const widths = headed.map((place) => columns[place].stateCount);
  const inputs = headed.flatMap((place) =>
    Array.from({ length: columns[place].stateCount }, (_, i) => starts[place] + i),
  );
  const isState = columnsAt(graph, x, inputs);
  const logProbabilities = blockLogSoftmax(sliceAxis(outputs, 1, 0, logitWidth), widths);
  const groups = layout.outputGroups.slice(0, logitWidth);
  return matmul(neg(mul(isState, logProbabilities)), indicator(graph, groups, columns.length));
}

function valueLosses(graph: Graph, layout: FlowLayout, settings: FlowSettings, x: Tensor, outputs: Tensor): Tensor {
  const { columns, logitWidth, splineParameters, starts, valued } = layout;
  const [rows] = x.shape;
  const scores = columnsAt(
    graph,
    x,
    valued.map((place) => scoreInput(layout, place)),
  );
  const isValue = columnsAt(
    graph,
    x,
    valued.map((place) => starts[place] + columns[place].valueState),
  );
  const raw = reshape(sliceAxis(outputs, 1, logitWidth, splineParameters * valued.length), [
    rows,
    splineParameters,
    valued.length,
  ]);
  const { value, logDerivative } = rationalQuadratic(scores, raw, settings);
  const loss = sub(add(mul(mul(value, value), 0.5), HALF_LOG_TWO_PI), logDerivative);
  return matmul(mul(isValue, loss), indicator(graph, valued, columns.length));
}

function columnsAt(graph: Graph, x: Tensor, places: readonly number[]): Tensor {
  return gather(x, graph.constant(places, [places.length], 'int32'), 1);
}

/** 1 where a part belongs to a column [parts, columns]. */
function indicator(graph: Graph, columnOf: readonly number[], columns: number): Tensor {
  const data = new Float32Array(columnOf.length * columns);
  columnOf.forEach((column, part) => (data[part * columns + column] = 1));
  return graph.constant(data, [columnOf.length, columns]);
}
