import type { DataDictionary } from '#tabular/dictionary';
import type { Against, AssessmentScore, ScoreName } from '../assessment.ts';
import type { FidelityScores } from './fidelity.ts';
import type { SurvivalScores } from '../metrics/survival-scores.ts';
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
  ['association-difference', '1 − mean difference of associations', 'associationCloseness'],
  ['column-shape', 'Column shapes', 'columnShape'],
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

export type ScoreId = Pick<AssessmentScore, 'label' | 'subject' | 'against'> & { readonly name: ScoreName };

/** [value, floor, ceiling] */
export type Three<T> = readonly [T, T, T];

function survivalScoresOf(subject: string, against: Against, three: Three<SurvivalScores>): AssessmentScore[] {
  return PER_ENDPOINT.map(([name, label, key]) => {
    const [value, floor, ceiling] = three;
    const score = scoreOf({ name, label, subject, against }, [value[key], floor[key], ceiling[key]]);
    return { ...score, signed: orNull(value.signed[key]) };
  });
}

export function scoreOf(id: ScoreId, [value, floor, ceiling]: Three<number | null>): AssessmentScore {
  return { ...id, better: 'higher', value: orNull(value), floor: orNull(floor), ceiling: orNull(ceiling) };
}
