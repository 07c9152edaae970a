import { matthewsCorrelation } from '#statistics/classification';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Against, AssessmentScore, ScoreName } from '../assessment.ts';
import type { FidelityScores } from './fidelity.ts';
import type { SurvivalScores } from '../metrics/survival-scores.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { orNull } from './suppression.ts';

/** Fidelity to one set of real rows, of the synthetic cohort and of the two that it is read between. */
export interface BesideReferences {
  readonly value: FidelityScores;
  readonly floor: FidelityScores;
  readonly ceiling: FidelityScores;
}

const WHOLE_TABLE = [
  ['bsm', 'Basic statistical measure', 'bsm'],
  ['rsc', 'Regularised support coverage', 'rsc'],
  ['ltc', 'Log-transformed correlation', 'ltc'],
  ['association-retention', 'Association retention', 'associationRetention'],
] as const;

const PER_ENDPOINT = [
  ['km-divergence', 'Kaplan–Meier divergence', 'kmDivergence'],
  ['optimism', 'Optimism', 'optimism'],
  ['short-sightedness', 'Short-sightedness', 'shortSightedness'],
] as const;

export function fidelityScores(
  dictionary: DataDictionary,
  against: Against,
  scores: BesideReferences,
): AssessmentScore[] {
  const { value, floor, ceiling } = scores;
  const whole = WHOLE_TABLE.map(([name, label, key]) =>
    scoreOf({ name, label, against }, [value[key], floor[key], ceiling[key]]),
  );
  const survival = dictionary.endpoints.flatMap(({ name }) =>
    survivalScoresOf(name, against, [value.survival[name], floor.survival[name], ceiling.survival[name]]),
  );
  return [...whole, ...survival];
}

/**
 * Models that learnt from the synthetic cohort. From independent columns there is nothing to learn: the floor is 0.
 * Learning from real rows is no sum over sites: there is no ceiling.
 */
export function predictionScoresOf(dictionary: DataDictionary, against: Against, sum: Sum): AssessmentScore[] {
  return dictionary.targets.map(({ name }) => {
    const correlation = correlationOf(readVector(sum, `confusion/${name}`), against);
    const id = { name: 'prediction', label: 'Prediction (Matthews correlation)', subject: name, against } as const;
    return scoreOf(id, [correlation, 0, Number.NaN]);
  });
}

type ScoreId = Pick<AssessmentScore, 'label' | 'subject' | 'against'> & { readonly name: ScoreName };

/** [value, floor, ceiling] */
type Three<T> = readonly [T, T, T];

function survivalScoresOf(subject: string, against: Against, three: Three<SurvivalScores>): AssessmentScore[] {
  return PER_ENDPOINT.map(([name, label, key]) => {
    const [value, floor, ceiling] = three;
    const score = scoreOf({ name, label, subject, against }, [value[key], floor[key], ceiling[key]]);
    return { ...score, signed: orNull(value.signed[key]) };
  });
}

function scoreOf(id: ScoreId, [value, floor, ceiling]: Three<number>): AssessmentScore {
  return { ...id, better: 'higher', value: orNull(value), floor: orNull(floor), ceiling: orNull(ceiling) };
}

/** Of the four counts for training rows, then held-out rows; NaN where there are none. */
function correlationOf(counts: Float64Array, against: Against): number {
  const first = against === 'training' ? 0 : 4;
  const [trueNegative, falsePositive, falseNegative, truePositive] = counts.subarray(first, first + 4);
  if (trueNegative + falsePositive + falseNegative + truePositive === 0) return Number.NaN;
  return matthewsCorrelation({ trueNegative, falsePositive, falseNegative, truePositive });
}
