import type { Tensor } from '#compute/graph/tensor';
import { add, mul, neg, sub } from '#compute/ops/arithmetic';
import { blockLogSoftmax } from '#compute/ops/block-softmax';
import { gather } from '#compute/ops/gather';
import { matmul } from '#compute/ops/matmul';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import type { FlowSettings } from '../hyperparameters.ts';
import { rationalQuadratic } from '../transforms/rational-quadratic.ts';
import { hazardLoss } from './hazard.ts';
import { type MixedLayout, scoreInput, type ValueOutputs } from './mixed-layout.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** −ln of the density of scores [rows, numbers] under raw parameters [rows, parameters, numbers]. */
type ValueLoss = (scores: Tensor, raw: Tensor) => Tensor;

/**
 * −ln p of each row and column, [rows, columns]: of a state the cross-entropy, of a value besides the negative log-density of
 * its normal score.
 * @param x encoded rows [rows, inputWidth]
 * @param outputs of the network for them [rows, outputWidth]
 */
export function columnLosses(layout: MixedLayout, settings: FlowSettings, x: Tensor, outputs: Tensor): Tensor {
  const { headed, hazards, splines } = layout;
  const spline: ValueLoss = (scores, raw) => splineLoss(scores, raw, settings);
  const hazard: ValueLoss = (scores, raw) => hazardLoss(scores, raw, settings.hazardIntervals);
  const parts = [
    ...(headed.length > 0 ? [stateLosses(layout, x, outputs)] : []),
    ...(splines.places.length > 0 ? [valueLosses(layout, splines, x, outputs, spline)] : []),
    ...(hazards.places.length > 0 ? [valueLosses(layout, hazards, x, outputs, hazard)] : []),
  ];
  return parts.reduce((sum, part) => add(sum, part));
}

function stateLosses(layout: MixedLayout, x: Tensor, outputs: Tensor): Tensor {
  const { columns, headed, outputGroups, splines, starts } = layout;
  const widths = headed.map((place) => columns[place].stateCount);
  const inputs = headed.flatMap((place) =>
    Array.from({ length: columns[place].stateCount }, (_, i) => starts[place] + i),
  );
  const logProbabilities = blockLogSoftmax(sliceAxis(outputs, 1, 0, splines.start), widths);
  const losses = neg(mul(columnsAt(x, inputs), logProbabilities));
  return matmul(losses, indicator(x, outputGroups.slice(0, splines.start), columns.length));
}

function valueLosses(
  layout: MixedLayout,
  { start, places, parameters }: ValueOutputs,
  x: Tensor,
  outputs: Tensor,
  lossOf: ValueLoss,
): Tensor {
  const { columns, starts } = layout;
  const inputsOf = (inputOf: (place: number) => number) => columnsAt(x, places.map(inputOf));
  const scores = inputsOf((place) => scoreInput(layout, place));
  const isValue = inputsOf((place) => starts[place] + columns[place].valueState);
  const raw = reshape(sliceAxis(outputs, 1, start, parameters * places.length), [
    x.shape[0],
    parameters,
    places.length,
  ]);
  return matmul(mul(isValue, lossOf(scores, raw)), indicator(x, places, columns.length));
}

/** ½y² + ½ln 2π − ln dy/dz, with y the spline of the score z. */
function splineLoss(scores: Tensor, raw: Tensor, settings: FlowSettings): Tensor {
  const { value, logDerivative } = rationalQuadratic(scores, raw, settings);
  return sub(add(mul(mul(value, value), 0.5), HALF_LOG_TWO_PI), logDerivative);
}

function columnsAt(x: Tensor, places: readonly number[]): Tensor {
  return gather(x, x.scope.constant(places, [places.length], 'int32'), 1);
}

/** 1 where a part belongs to a column [parts, columns]. */
function indicator(like: Tensor, columnOf: readonly number[], columns: number): Tensor {
  const data = new Float32Array(columnOf.length * columns);
  columnOf.forEach((column, part) => (data[part * columns + column] = 1));
  return like.scope.constant(data, [columnOf.length, columns]);
}
