import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { Assessment, AssessmentScore } from '../assessment.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { type AssessedSets, setsOfSums } from './assessed-sets.ts';
import { fidelityScores, predictionScoresOf } from './assessment-scores.ts';
import { coOccurrence } from './co-occurrence.ts';
import { columnDistributions } from './column-distributions.ts';
import { constraintCounts } from './constraint-counts.ts';
import type { DescribedSet } from './described-set.ts';
import { endpointSurvival } from './endpoint-survival.ts';
import { fidelityOf } from './fidelity.ts';
import { privacyScores } from './privacy-scores.ts';
import { noSuppression, Suppression } from './suppression.ts';

/**
 * The assessment of a synthetic cohort from the sum of an `assess` round: the coordinator's part.
 * @param plan and `synthetic`: those of the round
 * @throws RangeError where the sum isn't laid out as `assessLayout`
 */
export function scoreAssessment(plan: AssessPlan, dictionary: DataDictionary, sum: Sum, synthetic: Table): Assessment {
  return assessSets(plan, dictionary, { from: 'sums', sets: setsOfSums(plan, dictionary, sum, synthetic), sum });
}

export interface AssessmentBasis {
  readonly from: Assessment['from'];
  readonly sets: AssessedSets;
  /** What `measureTables` gave, of one site or added up over many. */
  readonly sum: Sum;
}

export function assessSets(
  plan: AssessPlan,
  dictionary: DataDictionary,
  { from, sets, sum }: AssessmentBasis,
): Assessment {
  const real = new Suppression(dictionary.minimumCellSize);
  const suppressions = { training: real, heldOut: real, synthetic: noSuppression() };
  const content = {
    scores: scoresOf(plan, dictionary, sum, sets),
    distributions: columnDistributions(sets, suppressions),
    survival: endpointSurvival(dictionary, sets, suppressions),
    privacy: privacyScores(dictionary, sum, real),
    constraints: constraintCounts(dictionary, sets, suppressions),
  };
  const pairs = coOccurrence(sets, suppressions);
  return {
    version: 1,
    from,
    rows: { training: rowsOf(sets.training), heldOut: rowsOf(sets.heldOut), synthetic: rowsOf(sets.synthetic) },
    siteCount: sum.siteCount,
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

function scoresOf(plan: AssessPlan, dictionary: DataDictionary, sum: Sum, sets: AssessedSets): AssessmentScore[] {
  const fidelity = (real: DescribedSet, synthetic: DescribedSet) => fidelityOf(dictionary, real, synthetic, plan.mode);
  const { training, heldOut, synthetic, independent, halfA, halfB } = sets;
  const besideHalves = {
    value: fidelity(training, synthetic),
    floor: fidelity(training, independent),
    ceiling: fidelity(halfB, halfA),
  };
  const scores = [
    ...fidelityScores(dictionary, 'training', besideHalves),
    ...predictionScoresOf(dictionary, 'training', sum),
  ];
  if (rowsOf(heldOut) === 0) return scores;
  const besideTraining = {
    value: fidelity(heldOut, synthetic),
    floor: fidelity(heldOut, independent),
    ceiling: fidelity(heldOut, training),
  };
  return [
    ...scores,
    ...fidelityScores(dictionary, 'held-out', besideTraining),
    ...predictionScoresOf(dictionary, 'held-out', sum),
  ];
}

function rowsOf({ sums }: DescribedSet): number {
  return sums.gram.rowCount;
}
