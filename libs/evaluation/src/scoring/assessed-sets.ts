import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { ByCohort } from '../assessment.ts';
import { effectPlan } from '../effects/covariate-layout.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import type { AssessedTables } from '../summaries/assessed-tables.ts';
import { exactGrids } from '../summaries/evaluation-grids.ts';
import { addRowSets, fromSum } from '../summaries/row-set-sums.ts';
import { type DescribedSet, describeAsSums, describeSums, describeTable } from './described-set.ts';

/** The sets of rows that an assessment compares: the three cohorts, two halves of the training rows, and the floor. */
export interface AssessedSets extends ByCohort<DescribedSet> {
  readonly halfA: DescribedSet;
  readonly halfB: DescribedSet;
  /** A cohort with the real margins and independent columns. */
  readonly independent: DescribedSet;
}

/** The cohorts that are the same at every site. */
export type BroadcastCohorts = Pick<AssessedTables, 'synthetic' | 'independent'>;

/** @throws RangeError where the sum isn't laid out as `assessLayout` */
export function setsOfSums(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sum: Sum,
  { synthetic, independent }: BroadcastCohorts,
): AssessedSets {
  const effects = effectPlan(dictionary, plan.profile);
  const halfA = fromSum(dictionary, 'half-a', sum);
  const halfB = fromSum(dictionary, 'half-b', sum);
  return {
    halfA: describeSums(dictionary, effects, halfA),
    halfB: describeSums(dictionary, effects, halfB),
    training: describeSums(dictionary, effects, addRowSets(halfA, halfB)),
    heldOut: describeSums(dictionary, effects, fromSum(dictionary, 'held-out', sum)),
    synthetic: describeAsSums(dictionary, effects, synthetic),
    independent: describeAsSums(dictionary, effects, independent),
  };
}

/** Where all rows are at hand. Exact: bins of one value each, effects from the rows. */
export function setsOfTables(dictionary: DataDictionary, tables: AssessedTables): AssessedSets {
  const grids = exactGrids(dictionary, Object.values(tables));
  const describe = (set: keyof AssessedSets) => describeTable(dictionary, grids, tables[set]);
  return {
    halfA: describe('halfA'),
    halfB: describe('halfB'),
    training: describe('training'),
    heldOut: describe('heldOut'),
    synthetic: describe('synthetic'),
    independent: describe('independent'),
  };
}
