import { discriminatorScore } from '#evaluation/metrics/discriminator';
import { evaluatePooled } from '#evaluation/scoring/evaluate-pooled';
import { predictionScores } from '#evaluation/metrics/prediction';
import type { Amlsg } from '../../libs/tabular/testing/amlsg.ts';
import type { Table } from '#tabular/table';

export const SCORE_NAMES = [
  'BSM',
  'RSC',
  'LTC',
  'OS KM',
  'EFS KM',
  'retention',
  'RF',
  'MCC CR',
  'MCC 2y OS',
  'LTC test',
  'OS KM test',
  'EFS KM test',
] as const;

export type ScoreName = (typeof SCORE_NAMES)[number];
export type Scores = Readonly<Record<ScoreName, number>>;

/** Fidelity to the training rows and to the test rows, and what models trained on the cohort know of the test rows. */
export function scoreCohort({ dictionary, train, test }: Amlsg, cohort: Table): Scores {
  const toTrain = evaluatePooled(dictionary, train, cohort);
  const toTest = evaluatePooled(dictionary, test, cohort);
  const correlation = predictionScores(dictionary, cohort, test, 'prediction');
  const [response, survival] = dictionary.targets.map((target) => correlation[target.name]);
  return {
    BSM: toTrain.bsm,
    RSC: toTrain.rsc,
    LTC: toTrain.ltc,
    'OS KM': toTrain.survival.OS.kmDivergence,
    'EFS KM': toTrain.survival.EFS.kmDivergence,
    retention: toTrain.associationRetention,
    RF: discriminatorScore(train, cohort, 'discriminator'),
    'MCC CR': response,
    'MCC 2y OS': survival,
    'LTC test': toTest.ltc,
    'OS KM test': toTest.survival.OS.kmDivergence,
    'EFS KM test': toTest.survival.EFS.kmDivergence,
  };
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation over repetitions; 0 for one. */
  readonly spread: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
