import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { Against, Assessment, AssessmentScore } from '../assessment.ts';
import { compareCohorts } from '../inference/compare-cohorts.ts';
import type { AgreementSummary, EffectTable } from '../inference/inference-figures.ts';
import type { InSteps } from '../steps.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { privacyFigures } from '../privacy/privacy-figures.ts';
import type { PooledRows } from '../utility/utility-cohorts.ts';
import { utilityFigures } from '../utility/utility-figures.ts';
import { type AssessedSets, type BroadcastCohorts, describeCandidate } from './assessed-sets.ts';
import { type BesideReferences, fidelityScores, scoreOf } from './assessment-scores.ts';
import { coOccurrence } from './co-occurrence.ts';
import type { Pair } from './column-distance.ts';
import { columnDistributions } from './column-distributions.ts';
import { constraintCounts } from './constraint-counts.ts';
import type { DescribedSet } from './described-set.ts';
import { endpointSurvival } from './endpoint-survival.ts';
import { fidelityOf } from './fidelity.ts';
import type { FidelityReferences, ReferenceFigures, RoundReferences } from './round-references.ts';
import { noSuppression, Suppression } from './suppression.ts';
import { utilityScores } from './utility-scores.ts';

/**
 * The assessment of a synthetic cohort from the sum of an `assess` round: the coordinator's part.
 * @param plan and `synthetic`: those of the round
 * @param references of the round, of as many rows as the cohort
 * @throws RangeError where the sum isn't laid out as `assessLayout`, or the references are of another number of rows
 */
export function* scoreAssessment(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sum: Sum,
  synthetic: Table,
  references: RoundReferences,
): InSteps<Assessment> {
  const { independent } = references;
  if (independent.rowCount !== synthetic.rowCount) throw new RangeError('references of another number of rows');
  const sets = { ...references.sets, synthetic: describeCandidate(plan, dictionary, synthetic) };
  yield;
  const cohorts = { synthetic, independent };
  return yield* assessSets(plan, dictionary, { from: 'sums', sets, references, cohorts, sum });
}

export interface AssessmentBasis {
  readonly from: Assessment['from'];
  readonly sets: AssessedSets;
  readonly references: ReferenceFigures;
  readonly cohorts: BroadcastCohorts;
  /** What `measureTables` gave, of one site or added up over many. */
  readonly sum: Sum;
  /** All real rows, where they are at hand. */
  readonly pooled?: PooledRows;
}

export function* assessSets(plan: AssessPlan, dictionary: DataDictionary, basis: AssessmentBasis): InSteps<Assessment> {
  const { from, sets, references, cohorts, sum, pooled } = basis;
  const real = new Suppression(dictionary.minimumCellSize);
  const suppressions = { training: real, heldOut: real, synthetic: noSuppression() };
  const inference = yield* compareCohorts(dictionary, sets, references.effects);
  yield;
  const rows = { training: rowsOf(sets.training), 'held-out': rowsOf(sets.heldOut) };
  const utility = utilityFigures(plan.utility, dictionary, sum, cohorts, { rows, suppression: real }, pooled);
  yield;
  const content = {
    scores: scoresOf(plan, dictionary, sets, references, { inference, utility }),
    distributions: columnDistributions(sets, suppressions),
    survival: endpointSurvival(dictionary, sets, suppressions),
    inference,
    utility,
    privacy: privacyFigures(dictionary, plan, sum, real),
    constraints: constraintCounts(dictionary, sets, suppressions),
  };
  yield;
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

/** What a cohort's scores against one set of real rows are read between. */
interface Beside {
  readonly references: FidelityReferences;
  readonly ceilings: readonly Pair[];
  /** Sets whose hidden cells are joined. */
  readonly told: readonly DescribedSet[];
}

function scoresOf(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sets: AssessedSets,
  references: ReferenceFigures,
  { inference, utility }: Required<Pick<Assessment, 'inference' | 'utility'>>,
): AssessmentScore[] {
  const { training, heldOut, synthetic, independents, halvings } = sets;
  const fidelity = (against: Against, real: DescribedSet, beside: Beside) => {
    const value = fidelityOf(dictionary, real, synthetic, plan.mode);
    const pairs: BesideReferences<Pair> = {
      value: [real, synthetic],
      floors: independents.map((independent): Pair => [real, independent]),
      ceilings: beside.ceilings,
    };
    const told = { sets: beside.told, minimumCellSize: dictionary.minimumCellSize };
    return fidelityScores(dictionary, against, { value, ...beside.references }, pairs, told);
  };
  const besideHalves: Beside = {
    references: references.fidelity.training,
    ceilings: halvings.map(({ a, b }): Pair => [b, a]),
    told: [training],
  };
  const scores = [
    ...fidelity('training', training, besideHalves),
    ...effectScores(inference.effects),
    ...utilityScores(utility, 'training'),
  ];
  if (rowsOf(heldOut) === 0) return scores;
  // Floor and ceiling have the training patients' margins, and what the three hide is to be the same.
  const besideTraining: Beside = {
    references: references.fidelity.heldOut,
    ceilings: [[heldOut, training]],
    told: [heldOut, training],
  };
  return [...scores, ...fidelity('held-out', heldOut, besideTraining), ...utilityScores(utility, 'held-out')];
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
