/**
 * The value of a number by discrete-time hazards: its scale is cut into stretches that equally many of the pooled rows reach,
 * and for each the network tells how likely the value ends there if it got so far. Within a stretch any share is as likely.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, neg, sub } from '#compute/ops/arithmetic';
import { greater } from '#compute/ops/compare';
import { softplus } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { concat, sliceAxis } from '#compute/ops/slice';
import { fill, reduceSum } from '#compute/ops/sum';
import { normalQuantile } from '#statistics/distributions/normal';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** Raw parameters per value: the last stretch ends whatever got there. */
export function hazardParameters(intervals: number): number {
  return intervals - 1;
}

/** The logit of the hazard of each stretch when all are equally likely. */
export function evenHazards(intervals: number): number[] {
  return Array.from({ length: intervals - 1 }, (_, k) => -Math.log(intervals - k - 1));
}

/**
 * −ln of the density of normal scores [rows, numbers] under logits of hazards `raw` [rows, intervals − 1, numbers]: that of
 * the stretch, spread evenly over its shares.
 */
export function hazardLoss(scores: Tensor, raw: Tensor, intervals: number): Tensor {
  const [rows, numbers] = scores.shape;
  const ends = Array.from({ length: intervals - 1 }, (_, k) => normalQuantile((k + 1) / intervals));
  const edges = scores.scope.constant(ends, [1, intervals - 1, 1]);
  const isPast = greater(reshape(scores, [rows, 1, numbers]), edges);
  const always = fill(scores.scope, 1, [rows, 1, numbers]);
  const isReached = intervals === 2 ? always : concat([always, sliceAxis(isPast, 1, 0, intervals - 2)], 1);
  const survived = mul(isPast, softplus(raw));
  const ended = mul(sub(isReached, isPast), softplus(neg(raw)));
  const stretch = reduceSum(add(survived, ended), [1]);
  const spread = sub(mul(mul(scores, scores), -0.5), HALF_LOG_TWO_PI);
  return sub(stretch, add(spread, Math.log(intervals)));
}
