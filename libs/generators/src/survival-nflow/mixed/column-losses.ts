import type { Tensor } from '#compute/graph/tensor';
import { add, mul, neg, sub } from '#compute/ops/arithmetic';
import { blockLogSoftmax } from '#compute/ops/block-softmax';
import { gather } from '#compute/ops/gather';
import { matmul } from '#compute/ops/matmul';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import type { ParameterTensors } from '../../training/learner.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { rationalQuadratic } from '../transforms/rational-quadratic.ts';
import { type MixedLayout, scoreInput } from './mixed-layout.ts';
import type { MixedModel } from './mixed-model.ts';
import type { TimeModel } from './time-model.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * −ln p of each row and column, [rows, columns]: of a state the cross-entropy, of a value besides the negative log-density of
 * its normal score.
 * @param x encoded rows [rows, inputWidth]
 * @param seen the same as far as the network sees them
 */
export function columnLosses(
  { layout, network, settings }: Pick<MixedModel, 'layout' | 'network' | 'settings'>,
  parameters: ParameterTensors,
  x: Tensor,
  seen: Tensor,
  dropout?: readonly Tensor[],
): Tensor {
  const outputs = network.forward(parameters, seen, dropout);
  const parts = [
    ...(layout.headed.length > 0 ? [stateLosses(layout, x, outputs)] : []),
    ...(layout.splines.places.length > 0 ? [splineLosses(layout, settings, x, outputs)] : []),
    ...Array.from(network.times, ([place, time]) => timeLosses(layout, place, time, parameters, x, seen)),
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

/** ½y² + ½ln 2π − ln dy/dz, with y the spline of the score z. */
function splineLosses(layout: MixedLayout, settings: FlowSettings, x: Tensor, outputs: Tensor): Tensor {
  const { start, places, parameters } = layout.splines;
  const { scores, isValue } = valuesAt(layout, x, places);
  const own = sliceAxis(outputs, 1, start, parameters * places.length);
  const raw = reshape(own, [x.shape[0], parameters, places.length]);
  const { value, logDerivative } = rationalQuadratic(scores, raw, settings);
  const losses = sub(add(mul(mul(value, value), 0.5), HALF_LOG_TWO_PI), logDerivative);
  return matmul(mul(isValue, losses), indicator(x, places, layout.columns.length));
}

function timeLosses(
  layout: MixedLayout,
  place: number,
  time: TimeModel,
  parameters: ParameterTensors,
  x: Tensor,
  seen: Tensor,
): Tensor {
  const { scores, isValue } = valuesAt(layout, x, [place]);
  const losses = time.losses(parameters, seen, scores);
  return matmul(mul(isValue, losses), indicator(x, [place], layout.columns.length));
}

/** Scores of some numbers, and 1 where there is one [rows, places]. */
function valuesAt(layout: MixedLayout, x: Tensor, places: readonly number[]) {
  const { columns, starts } = layout;
  return {
    scores: columnsAt(
      x,
      places.map((place) => scoreInput(layout, place)),
    ),
    isValue: columnsAt(
      x,
      places.map((place) => starts[place] + columns[place].valueState),
    ),
  };
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
