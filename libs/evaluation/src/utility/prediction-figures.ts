import { isSmallCount } from '#privacy/small-cells';
import type { Sum } from '#sums/contribution';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { niceStep, toStep } from '../scoring/rounding.ts';
import { orNull, type Suppression } from '../scoring/suppression.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { answerScores, type AnswerScores } from './answer-scores.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Answered, predictionVector } from './prediction-sums.ts';
import type { AnsweredSet, ToldRows } from './utility-cohorts.ts';
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
  /** Patients with a known answer; null: would tell that of the few others. */
  readonly patients: number | null;
  /** Of these, those of the positive class; null likewise. */
  readonly positives: number | null;
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
  told: ToldRows,
): PredictionFigures[] {
  return dictionary.targets.flatMap((target) =>
    (['training', 'held-out'] as const).map((against) => figuresOf(plan, target, against, sum, told)),
  );
}

function figuresOf(
  plan: UtilityPlan,
  { name }: PredictionTarget,
  against: AnsweredSet,
  sum: Sum,
  { rows, suppression }: ToldRows,
): PredictionFigures {
  const scoresOf = (answered: Answered) => answerScores(readVector(sum, predictionVector(name, answered)));
  const value = scoresOf(['synthetic', against]);
  const own = against === 'held-out' ? scoresOf(['own', against]) : undefined;
  const isPooled = plan.learnFromReal === 'pooled';
  const released = (scores: AnswerScores) => releasedScores(scores, rows[against], suppression);
  return {
    target: name,
    against,
    value: released(value),
    floor: released(scoresOf(['independent', against])),
    ceiling: own && isPooled ? released(own) : null,
    alone: own && !isPooled && leavesEnough(value, own, suppression) ? released(own) : null,
  };
}

/** Patients of the sites that are left out follow from those of all and of the others. */
function leavesEnough(all: AnswerScores, part: AnswerScores, { minimumCellSize }: Suppression): boolean {
  return all.rows.every((count, label) => !isSmallCount(count - part.rows[label], minimumCellSize));
}

/**
 * Null for no patient, and for so few of either class that figures would tell of them. Rounded where the number of
 * patients, or a share of them, would tell how few of all rows have no answer.
 */
function releasedScores(scores: AnswerScores, rows: number, suppression: Suppression): AnswerFigures | null {
  const [negatives, positives] = suppression.releaseAll(scores.rows);
  if (negatives === null || positives === null || negatives + positives === 0) return null;
  const patients = negatives + positives;
  const isTelling = isSmallCount(rows - patients, suppression.minimumCellSize);
  const step = isTelling ? niceStep(suppression.minimumCellSize / patients) : 0;
  const told = (value: number) => orNull(toStep(value, step));
  const [lower, upper] = scores.aurocInterval.map((limit) => toStep(limit, step));
  return {
    ...(isTelling ? { patients: null, positives: null } : { patients, positives }),
    correlation: told(scores.correlation),
    auroc: estimateOf(toStep(scores.auroc, step), [lower, upper]),
    brier: told(scores.brier),
    constantBrier: told(scores.constantBrier),
    scaledBrier: told(scores.scaledBrier),
    observed: told(scores.observed),
    predicted: told(scores.predicted),
    observedLessPredicted: told(scores.observed - scores.predicted),
  };
}
