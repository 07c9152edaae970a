/**
 * The auxiliary classifier: it predicts one field from the rest of an encoded row, and so teaches the generator how the
 * field hangs together with the others.
 */
import type { Tensor } from '#compute/graph/tensor';
import { mul, square, sub } from '#compute/ops/arithmetic';
import { greaterEqual, where } from '#compute/ops/compare';
import { abs, leakyRelu, softplus, stopGradient } from '#compute/ops/elementwise';
import { reduceMax, reduceMean } from '#compute/ops/reduce';
import { concat, sliceAxis } from '#compute/ops/slice';
import { logSoftmax } from '#compute/ops/softmax';
import { reduceSum } from '#compute/ops/sum';
import { neg } from '#compute/ops/arithmetic';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { Span } from '#tabular/encoding/layout';
import { dense, denseSpecs } from './dense.ts';
import { LEAK } from './mlp.ts';
import type { ParameterTensors } from '../../training/learner.ts';

export interface Classifier {
  readonly layout: ParameterLayout;
  readonly widths: readonly number[];
  /**
   * Mean loss of predicting the target in `rows` [rows, width]; no gradient flows through the label. `dropout`: per
   * hidden layer [rows, width of the layer], 0 or 1/(1 − p).
   */
  loss(parameters: ParameterTensors, rows: Tensor, dropout: readonly Tensor[]): Tensor;
}

/** `target`: a number (smooth L1), two states (logistic) or more (softmax cross-entropy). */
export function auxiliaryClassifier(rowWidth: number, target: Span, widths: readonly number[]): Classifier {
  const outputs = target.width === 2 ? 1 : target.width;
  const all = [rowWidth - target.width, ...widths];
  const layout = new ParameterLayout([
    ...widths.flatMap((width, i) => denseSpecs(`hidden${i}`, all[i], width)),
    ...denseSpecs('output', all.at(-1)!, outputs),
  ]);
  const predict = (parameters: ParameterTensors, rows: Tensor, dropout: readonly Tensor[]): Tensor => {
    let hidden = withoutSpan(rows, target);
    widths.forEach((_, i) => {
      hidden = mul(leakyRelu(dense(parameters, `hidden${i}`, hidden), LEAK), dropout[i]);
    });
    return dense(parameters, 'output', hidden);
  };
  const loss = (parameters: ParameterTensors, rows: Tensor, dropout: readonly Tensor[]): Tensor => {
    const truth = stopGradient(sliceAxis(rows, 1, target.start, target.width));
    return reduceMean(lossPerRow(predict(parameters, rows, dropout), truth));
  };
  return { layout, widths, loss };
}

function withoutSpan(rows: Tensor, span: Span): Tensor {
  const end = span.start + span.width;
  const parts = [sliceIfAny(rows, 0, span.start), sliceIfAny(rows, end, rows.shape[1] - end)];
  return concat(parts.flat(), 1);
}

function sliceIfAny(rows: Tensor, start: number, width: number): Tensor[] {
  return width === 0 ? [] : [sliceAxis(rows, 1, start, width)];
}

function lossPerRow(prediction: Tensor, truth: Tensor): Tensor {
  if (truth.shape[1] === 1) return smoothL1(sub(prediction, truth));
  const label = greaterEqual(truth, reduceMax(truth, [1], true));
  if (truth.shape[1] > 2) return neg(reduceSum(mul(label, logSoftmax(prediction, 1)), [1]));
  return sub(softplus(prediction), mul(prediction, sliceAxis(label, 1, 1, 1)));
}

/** ½d² for |d| < 1, else |d| − ½. */
function smoothL1(difference: Tensor): Tensor {
  const size = abs(difference);
  return where(sub(1, size), mul(square(difference), 0.5), sub(size, 0.5));
}
