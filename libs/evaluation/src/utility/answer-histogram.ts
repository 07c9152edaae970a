import { inWholeUnits } from './measure-units.ts';
import type { WeightedRows } from './target-rows.ts';

/**
 * What rows add up to that a model answered: by label and probability, in steps of one tree of 100, how many rows, their
 * weights and their squared weights. Value [plane, label, level] is at (2 plane + label) × `LEVELS` + level.
 */
export type AnswerHistogram = Float64Array;

/** Probabilities 0, 0.01 … 1. */
export const LEVELS = 101;

export const HISTOGRAM_LENGTH = 3 * 2 * LEVELS;

const PLANE = 2 * LEVELS;

/**
 * @param probabilities of label 1, aligned with the rows. Rounded to hundredths, but none to the other side of ½, so that
 * the answer at ½ stays what it was.
 */
export function answerHistogram({ labels, weights }: WeightedRows, probabilities: Float64Array): AnswerHistogram {
  const histogram = new Float64Array(HISTOGRAM_LENGTH);
  for (let i = 0; i < labels.length; i++) {
    if (weights[i] === 0) continue;
    const cell = labels[i] * LEVELS + levelOf(probabilities[i]);
    histogram[cell]++;
    histogram[PLANE + cell] += weights[i];
    histogram[2 * PLANE + cell] += inWholeUnits(weights[i] ** 2);
  }
  return histogram;
}

/** Of one label: per level the rows, Σ weight and Σ weight². */
export interface LabelAnswers {
  readonly rows: Float64Array;
  readonly weights: Float64Array;
  readonly squares: Float64Array;
}

export function answersOf(histogram: AnswerHistogram, label: 0 | 1): LabelAnswers {
  const plane = (index: number) =>
    histogram.subarray(index * PLANE + label * LEVELS, index * PLANE + (label + 1) * LEVELS);
  return { rows: plane(0), weights: plane(1), squares: plane(2) };
}

function levelOf(probability: number): number {
  const level = Math.round(100 * probability);
  return level === 50 && probability > 0.5 ? 51 : level;
}
