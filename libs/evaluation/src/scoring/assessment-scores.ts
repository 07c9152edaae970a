import type { DataDictionary } from '#tabular/dictionary';
import type { Against, AssessmentScore, ScoreName } from '../assessment.ts';
import { columnShapes, type Pair, type ToldSets } from './column-distance.ts';
import type { FidelityScores } from './fidelity.ts';
import { repeated } from './repeated.ts';
import { orNull } from './suppression.ts';

/** Of one set of real rows: the synthetic cohort and the two that it is read between. */
export interface BesideReferences<T> {
  readonly value: T;
  /** Of each draw. */
  readonly floors: readonly T[];
  readonly ceilings: readonly T[];
}

const WHOLE_TABLE = [
  ['bsm', 'Basic statistical measure', 'bsm'],
  ['rsc', 'Regularised support coverage', 'rsc'],
  ['ltc', 'Log-transformed correlation', 'ltc'],
  ['association-retention', 'Association retention', 'associationRetention'],
  ['association-difference', '1 − mean difference of associations', 'associationCloseness'],
] as const;

const PER_ENDPOINT = [
  ['km-divergence', 'Kaplan–Meier divergence', 'kmDivergence'],
  ['optimism', 'Optimism', 'optimism'],
  ['short-sightedness', 'Short-sightedness', 'shortSightedness'],
] as const;

export function fidelityScores(
  dictionary: DataDictionary,
  against: Against,
  scores: BesideReferences<FidelityScores>,
  pairs: BesideReferences<Pair>,
  told: ToldSets,
): AssessmentScore[] {
  const whole = WHOLE_TABLE.map(([name, label, key]) =>
    repeatedScoreOf({ name, label, against }, scores, (fidelity) => fidelity[key]),
  );
  const survival = dictionary.endpoints.flatMap(({ name }) => survivalScoresOf(name, against, scores));
  return [...whole, columnShapeScore(against, pairs, told), ...survival];
}

/** Of the distances as they are released: of finer ones, a hidden cell of one column follows from those of the others. */
function columnShapeScore(
  against: Against,
  { value, floors, ceilings }: BesideReferences<Pair>,
  told: ToldSets,
): AssessmentScore {
  const shapes = (draws: readonly Pair[]) => columnShapes(draws, told);
  const id = { name: 'column-shape', label: 'Column shapes', against } as const;
  return scoreBeside(id, shapes([value])[0], shapes(floors), shapes(ceilings));
}

export type ScoreId = Pick<AssessmentScore, 'label' | 'subject' | 'against'> & { readonly name: ScoreName };

/** [value, floor, ceiling] */
export type Three<T> = readonly [T, T, T];

function survivalScoresOf(
  subject: string,
  against: Against,
  scores: BesideReferences<FidelityScores>,
): AssessmentScore[] {
  return PER_ENDPOINT.map(([name, label, key]) => {
    const id = { name, label, subject, against };
    const score = repeatedScoreOf(id, scores, ({ survival }) => survival[subject][key]);
    return { ...score, signed: orNull(scores.value.survival[subject].signed[key]) };
  });
}

function repeatedScoreOf(
  id: ScoreId,
  { value, floors, ceilings }: BesideReferences<FidelityScores>,
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
