import type { Confusion } from './classification.ts';
import { checkLength } from './observations.ts';
import { ascendingOrder } from './survival-sample.ts';

/**
 * Sums of weights instead of counts; matthewsCorrelation takes it as it is.
 * @param truth 0 or 1, shape (n)
 * @param predicted 0 or 1
 * @param weights 0 or more, censoring weights for example
 */
export function weightedConfusion(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: ArrayLike<number>,
): Confusion {
  checkLength('predictions', predicted, truth.length);
  checkLength('weights', weights, truth.length);
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) cells[2 * truth[i] + predicted[i]] += weights[i];
  return { trueNegative: cells[0], falsePositive: cells[1], falseNegative: cells[2], truePositive: cells[3] };
}

/**
 * Area under the receiver operating characteristic: the share of the weight of pairs (label 1, label 0) in which label 1 has
 * the greater score, equal scores half; the weight of a pair is the product of its two. NaN when either label has none. With
 * censoring weights the time-dependent area of Uno et al. 2007. From histograms of weights: histogramAuc.
 */
export function weightedAuc(labels: ArrayLike<number>, scores: ArrayLike<number>, weights: ArrayLike<number>): number {
  checkLength('scores', scores, labels.length);
  checkLength('weights', weights, labels.length);
  const order = ascendingOrder(scores).filter((row) => weights[row] > 0);
  let [below, cases, wins] = [0, 0, 0];
  for (let start = 0; start < order.length;) {
    const tied = [0, 0];
    let end = start;
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) {
      tied[labels[order[end]] > 0 ? 1 : 0] += weights[order[end]];
    }
    wins += tied[1] * (below + tied[0] / 2);
    below += tied[0];
    cases += tied[1];
    start = end;
  }
  return wins / (below * cases);
}

/**
 * Brier score: weighted mean of (label − probability)², 0 at best. NaN without weight. With censoring weights that of Graf et
 * al. 1999, whose divisor n is the sum of the weights.
 */
export function weightedBrier(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  checkLength('probabilities', probabilities, labels.length);
  checkLength('weights', weights, labels.length);
  let [sum, total] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i] * (labels[i] - probabilities[i]) ** 2;
    total += weights[i];
  }
  return sum / total;
}
