import { isSmallCount } from '#privacy/small-cells';
import type { Sum } from '#sums/contribution';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { orNull, type Suppression } from '../scoring/suppression.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { answerScores, type AnswerScores } from './answer-scores.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Answered, predictionVector } from './prediction-sums.ts';
import type { AnsweredSet } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** How well random forests answer one target for real rows. */
export interface PredictionFigures {
  readonly target: string;
  readonly against: AnsweredSet;
  /** Learnt from the synthetic cohort. */
  readonly value: AnswerFigures | null;
  /** Learnt from the cohort of independent columns. */
  readonly floor: AnswerFigures | null;
  /** Learnt from all real training rows, asked about the held-out ones; in a pooled evaluation. */
  readonly ceiling: AnswerFigures | null;
  /** Each site's forest learnt from its own training rows, asked about what that site holds out; over sites. */
  readonly alone: AnswerFigures | null;
}

/**
 * Scores of probabilities, as in `AnswerScores`; null where not defined. For a horizon target each patient counts with the
 * inverse probability of not being censored.
 */
export interface AnswerFigures {
  /** Patients with a known answer. */
  readonly patients: number;
  /** Of these, those of the positive class. */
  readonly positives: number;
  readonly correlation: number | null;
  readonly auroc: Estimate | null;
  readonly brier: number | null;
  readonly constantBrier: number | null;
  readonly scaledBrier: number | null;
  readonly observed: number | null;
  readonly predicted: number | null;
  /** Calibration in the large: observed − predicted share. */
  readonly observedLessPredicted: number | null;
}

export function predictionFigures(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  sum: Sum,
  suppression: Suppression,
): PredictionFigures[] {
  return dictionary.targets.flatMap((target) =>
    (['training', 'held-out'] as const).map((against) => figuresOf(plan, target, against, sum, suppression)),
  );
}

function figuresOf(
  plan: UtilityPlan,
  { name }: PredictionTarget,
  against: AnsweredSet,
  sum: Sum,
  suppression: Suppression,
): PredictionFigures {
  const scoresOf = (answered: Answered) => answerScores(readVector(sum, predictionVector(name, answered)));
  const value = scoresOf(['synthetic', against]);
  const own = against === 'held-out' ? scoresOf(['own', against]) : undefined;
  const isPooled = plan.learnFromReal === 'pooled';
  return {
    target: name,
    against,
    value: released(value, suppression),
    floor: released(scoresOf(['independent', against]), suppression),
    ceiling: own && isPooled ? released(own, suppression) : null,
    alone: own && !isPooled && leavesEnough(value, own, suppression) ? released(own, suppression) : null,
  };
}

/** Patients of the sites that are left out follow from those of all and of the others. */
function leavesEnough(all: AnswerScores, part: AnswerScores, { minimumCellSize }: Suppression): boolean {
  return all.rows.every((count, label) => !isSmallCount(count - part.rows[label], minimumCellSize));
}

/** Null for no patient, and for so few of either class that figures would tell of them. */
function released(scores: AnswerScores, suppression: Suppression): AnswerFigures | null {
  const [negatives, positives] = suppression.releaseAll(scores.rows);
  if (negatives === null || positives === null || negatives + positives === 0) return null;
  return {
    patients: negatives + positives,
    positives,
    correlation: orNull(scores.correlation),
    auroc: estimateOf(scores.auroc, scores.aurocInterval),
    brier: orNull(scores.brier),
    constantBrier: orNull(scores.constantBrier),
    scaledBrier: orNull(scores.scaledBrier),
    observed: orNull(scores.observed),
    predicted: orNull(scores.predicted),
    observedLessPredicted: orNull(scores.observed - scores.predicted),
  };
}
