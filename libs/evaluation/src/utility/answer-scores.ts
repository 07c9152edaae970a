import { histogramAuc, matthewsCorrelation } from '#statistics/classification';
import { type AnswerHistogram, answersOf, type LabelAnswers, LEVELS } from './answer-histogram.ts';
import { shareInterval } from './estimate.ts';

/** How well probabilities answer a yes-or-no question. NaN where not defined. Each row counts with its weight. */
export interface AnswerScores {
  /** Rows labelled 0 and 1. */
  readonly rows: readonly [number, number];
  /** Matthews correlation of the answer "above ½", in [−1, 1]. */
  readonly correlation: number;
  /** Area under the receiver operating characteristic. */
  readonly auroc: number;
  readonly aurocInterval: readonly [number, number];
  /** Mean squared error of the probabilities. */
  readonly brier: number;
  /** The same of a constant answer, the share of label 1 among these rows. */
  readonly constantBrier: number;
  /** 1 − brier / constantBrier, also called index of prediction accuracy: 1 at best, 0 for the constant. */
  readonly scaledBrier: number;
  /** Share of label 1. */
  readonly observed: number;
  /** Mean probability of label 1. */
  readonly predicted: number;
}

export function answerScores(histogram: AnswerHistogram): AnswerScores {
  const negatives = answersOf(histogram, 0);
  const positives = answersOf(histogram, 1);
  const total = sum(negatives.weights) + sum(positives.weights);
  const observed = sum(positives.weights) / total;
  const brier = (squaredErrors(negatives, 0) + squaredErrors(positives, 1)) / total;
  const constantBrier = observed * (1 - observed);
  const auroc = histogramAuc(negatives.weights, positives.weights);
  return {
    rows: [sum(negatives.rows), sum(positives.rows)],
    correlation: total > 0 ? correlationAtHalf(negatives, positives) : Number.NaN,
    auroc,
    aurocInterval: aurocInterval(negatives, positives, auroc),
    brier,
    constantBrier,
    scaledBrier: constantBrier > 0 ? 1 - brier / constantBrier : Number.NaN,
    observed,
    predicted: (answeredSum(negatives) + answeredSum(positives)) / total,
  };
}

function correlationAtHalf(negatives: LabelAnswers, positives: LabelAnswers): number {
  const above = (LEVELS + 1) / 2;
  return matthewsCorrelation({
    trueNegative: sum(negatives.weights.subarray(0, above)),
    falsePositive: sum(negatives.weights.subarray(above)),
    falseNegative: sum(positives.weights.subarray(0, above)),
    truePositive: sum(positives.weights.subarray(above)),
  });
}

/**
 * 95 % interval by DeLong, DeLong & Clarke-Pearson 1988, cut to [0, 1]: the variance of each class's placements in the
 * other. Placements count with their weights, which are taken as known: V = m / (m − 1) Σ w² (placement − AUC)² / (Σ w)²
 * for each class, summed; DeLong's variance for weights of 1. NaN where a class has fewer than 2 rows.
 */
function aurocInterval(negatives: LabelAnswers, positives: LabelAnswers, auroc: number): [number, number] {
  const ofPositives = placementVariance(positives, placements(negatives.weights), auroc);
  const ofNegatives = placementVariance(negatives, placements(positives.weights), 1 - auroc);
  return shareInterval(auroc, Math.sqrt(ofPositives + ofNegatives));
}

/** Per level the share of the weights below it, and half of those at it. */
function placements(weights: Float64Array): Float64Array {
  const total = sum(weights);
  let below = 0;
  return weights.map((weight) => {
    const placement = (below + weight / 2) / total;
    below += weight;
    return placement;
  });
}

function placementVariance({ rows, weights, squares }: LabelAnswers, placed: Float64Array, mean: number): number {
  const count = sum(rows);
  if (count < 2) return Number.NaN;
  const spread = squares.reduce((total, square, level) => total + square * (placed[level] - mean) ** 2, 0);
  return (count / (count - 1)) * (spread / sum(weights) ** 2);
}

function squaredErrors({ weights }: LabelAnswers, label: number): number {
  return weights.reduce((total, weight, level) => total + weight * (label - level / (LEVELS - 1)) ** 2, 0);
}

function answeredSum({ weights }: LabelAnswers): number {
  return weights.reduce((total, weight, level) => total + (weight * level) / (LEVELS - 1), 0);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
