import type { DataDictionary } from '#tabular/dictionary';
import type { Against, AssessmentScore, ScoreName } from '../assessment.ts';
import type { FidelityScores } from './fidelity.ts';
import { repeated } from './repeated.ts';
import { orNull } from './suppression.ts';

/** Fidelity to one set of real rows, of the synthetic cohort and of the two that it is read between. */
export interface BesideReferences {
  readonly value: FidelityScores;
  /** Of each draw. */
  readonly floors: readonly FidelityScores[];
  readonly ceilings: readonly FidelityScores[];
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
  const whole = WHOLE_TABLE.map(([name, label, key]) =>
    repeatedScoreOf({ name, label, against }, scores, (fidelity) => fidelity[key]),
  );
  const survival = dictionary.endpoints.flatMap(({ name }) => survivalScoresOf(name, against, scores));
  return [...whole, ...survival];
}

export type ScoreId = Pick<AssessmentScore, 'label' | 'subject' | 'against'> & { readonly name: ScoreName };

/** [value, floor, ceiling] */
export type Three<T> = readonly [T, T, T];

function survivalScoresOf(subject: string, against: Against, scores: BesideReferences): AssessmentScore[] {
  return PER_ENDPOINT.map(([name, label, key]) => {
    const id = { name, label, subject, against };
    const score = repeatedScoreOf(id, scores, ({ survival }) => survival[subject][key]);
    return { ...score, signed: orNull(scores.value.survival[subject].signed[key]) };
  });
}

function repeatedScoreOf(
  id: ScoreId,
  { value, floors, ceilings }: BesideReferences,
  pick: (scores: FidelityScores) => number,
): AssessmentScore {
  return scoreBeside(id, pick(value), floors.map(pick), ceilings.map(pick));
}

/** With the mean of the draws of either reference, and how far these spread. */
export function scoreBeside(
  id: ScoreId,
  value: number,
  floors: readonly number[],
  ceilings: readonly number[],
): AssessmentScore {
  const [floor, ceiling] = [repeated(floors), repeated(ceilings)];
  return {
    ...scoreOf(id, [value, floor.mean, ceiling.mean]),
    ...(floor.deviation !== undefined && { floorDeviation: floor.deviation }),
    ...(ceiling.deviation !== undefined && { ceilingDeviation: ceiling.deviation }),
  };
}

export function scoreOf(id: ScoreId, [value, floor, ceiling]: Three<number | null>): AssessmentScore {
  return { ...id, better: 'higher', value: orNull(value), floor: orNull(floor), ceiling: orNull(ceiling) };
}
