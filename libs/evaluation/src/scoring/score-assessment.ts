import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { Against, Assessment, AssessmentScore } from '../assessment.ts';
import { compareCohorts } from '../inference/compare-cohorts.ts';
import type { AgreementSummary, EffectTable } from '../inference/inference-figures.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { broadcastCohorts } from '../summaries/prepared-broadcast.ts';
import { privacyFigures } from '../privacy/privacy-figures.ts';
import type { PooledRows } from '../utility/utility-cohorts.ts';
import { utilityFigures } from '../utility/utility-figures.ts';
import { type AssessedSets, type BroadcastCohorts, setsOfSums } from './assessed-sets.ts';
import { type BesideReferences, fidelityScores, scoreOf } from './assessment-scores.ts';
import { coOccurrence } from './co-occurrence.ts';
import type { Pair } from './column-distance.ts';
import { columnDistributions } from './column-distributions.ts';
import { constraintCounts } from './constraint-counts.ts';
import type { DescribedSet } from './described-set.ts';
import { endpointSurvival } from './endpoint-survival.ts';
import { fidelityOf, type FidelityScores } from './fidelity.ts';
import { noSuppression, Suppression } from './suppression.ts';
import { utilityScores } from './utility-scores.ts';

/**
 * The assessment of a synthetic cohort from the sum of an `assess` round: the coordinator's part.
 * @param plan and `synthetic`: those of the round
 * @throws RangeError where the sum isn't laid out as `assessLayout`
 */
export function scoreAssessment(plan: AssessPlan, dictionary: DataDictionary, sum: Sum, synthetic: Table): Assessment {
  const cohorts = broadcastCohorts(plan, dictionary, synthetic);
  return assessSets(plan, dictionary, { from: 'sums', sets: setsOfSums(plan, dictionary, sum, cohorts), cohorts, sum });
}

export interface AssessmentBasis {
  readonly from: Assessment['from'];
  readonly sets: AssessedSets;
  readonly cohorts: BroadcastCohorts;
  /** What `measureTables` gave, of one site or added up over many. */
  readonly sum: Sum;
  /** All real rows, where they are at hand. */
  readonly pooled?: PooledRows;
}

export function assessSets(plan: AssessPlan, dictionary: DataDictionary, basis: AssessmentBasis): Assessment {
  const { from, sets, cohorts, sum, pooled } = basis;
  const real = new Suppression(dictionary.minimumCellSize);
  const suppressions = { training: real, heldOut: real, synthetic: noSuppression() };
  const inference = compareCohorts(dictionary, sets);
  const rows = { training: rowsOf(sets.training), 'held-out': rowsOf(sets.heldOut) };
  const utility = utilityFigures(plan.utility, dictionary, sum, cohorts, { rows, suppression: real }, pooled);
  const content = {
    scores: scoresOf(plan, dictionary, sets, { inference, utility }),
    distributions: columnDistributions(sets, suppressions),
    survival: endpointSurvival(dictionary, sets, suppressions),
    inference,
    utility,
    privacy: privacyFigures(dictionary, plan, sum, real),
    constraints: constraintCounts(dictionary, sets, suppressions),
  };
  const pairs = coOccurrence(sets, suppressions);
  return {
    version: 1,
    from,
    mode: plan.mode,
    rows: { training: rowsOf(sets.training), heldOut: rowsOf(sets.heldOut), synthetic: rowsOf(sets.synthetic) },
    siteCount: sum.siteCount,
    references: { independentCohorts: sets.independents.length, halvings: sets.halvings.length },
    ...content,
    associations: {
      fields: dictionary.fields.map((field) => field.name),
      training: sets.training.associations,
      heldOut: sets.heldOut.associations,
      synthetic: sets.synthetic.associations,
    },
    ...(pairs && { coOccurrence: pairs }),
    minimumCellSize: dictionary.minimumCellSize,
    suppressedCells: real.cells,
  };
}

function scoresOf(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sets: AssessedSets,
  { inference, utility }: Required<Pick<Assessment, 'inference' | 'utility'>>,
): AssessmentScore[] {
  const { training, heldOut, synthetic, independents, halvings } = sets;
  const floors = (real: DescribedSet) => independents.map((independent): Pair => [real, independent]);
  const fidelity = (against: Against, pairs: BesideReferences<Pair>, told: readonly DescribedSet[]) =>
    fidelityScores(dictionary, against, fidelityOfPairs(plan, dictionary, pairs), pairs, {
      sets: told,
      minimumCellSize: dictionary.minimumCellSize,
    });
  const besideHalves: BesideReferences<Pair> = {
    value: [training, synthetic],
    floors: floors(training),
    ceilings: halvings.map(({ a, b }) => [b, a]),
  };
  const scores = [
    ...fidelity('training', besideHalves, [training]),
    ...effectScores(inference.effects),
    ...utilityScores(utility, 'training'),
  ];
  if (rowsOf(heldOut) === 0) return scores;
  const besideTraining: BesideReferences<Pair> = {
    value: [heldOut, synthetic],
    floors: floors(heldOut),
    ceilings: [[heldOut, training]],
  };
  // Floor and ceiling have the training patients' margins, and what the three hide is to be the same.
  return [
    ...scores,
    ...fidelity('held-out', besideTraining, [heldOut, training]),
    ...utilityScores(utility, 'held-out'),
  ];
}

function fidelityOfPairs(
  plan: AssessPlan,
  dictionary: DataDictionary,
  { value, floors, ceilings }: BesideReferences<Pair>,
): BesideReferences<FidelityScores> {
  const fidelity = ([real, other]: Pair) => fidelityOf(dictionary, real, other, plan.mode);
  return { value: fidelity(value), floors: floors.map(fidelity), ceilings: ceilings.map(fidelity) };
}

/** The share of covariates whose effects agree in direction and significance, per outcome. */
function effectScores(tables: readonly EffectTable[]): AssessmentScore[] {
  const share = ({ agreeing, terms }: Pick<AgreementSummary, 'agreeing' | 'terms'>) => agreeing / terms;
  return tables.map(({ outcome, agreement, floor, ceiling }) => ({
    ...scoreOf({ name: 'effect-agreement', label: 'Agreement of effects', subject: outcome, against: 'training' }, [
      share(agreement),
      share(floor),
      share(ceiling),
    ]),
    ...(floor.shareDeviation !== undefined && { floorDeviation: floor.shareDeviation }),
    ...(ceiling.shareDeviation !== undefined && { ceilingDeviation: ceiling.shareDeviation }),
  }));
}

function rowsOf({ sums }: DescribedSet): number {
  return sums.gram.rowCount;
}
