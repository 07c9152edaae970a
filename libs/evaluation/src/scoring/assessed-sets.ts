import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { ByCohort } from '../assessment.ts';
import { effectPlan } from '../effects/covariate-layout.ts';
import { eachInStep, type InSteps } from '../steps.ts';
import { halfSet } from '../summaries/assess-layout.ts';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import type { AssessedTables } from '../summaries/assessed-tables.ts';
import { exactGrids } from '../summaries/evaluation-grids.ts';
import { HALF_PAIRS, waysToHalve } from '../summaries/half-pairs.ts';
import { addRowSets, fromSum, type RowSetSums } from '../summaries/row-set-sums.ts';
import { type DescribedSet, describeAsSums, describeSums, describeTable } from './described-set.ts';
import { floorCohorts } from './floor-cohorts.ts';

/** The sets of rows that an assessment compares: the three cohorts, and what they are read between. */
export interface AssessedSets extends ReferenceSets, ByCohort<DescribedSet> {}

/** All but the synthetic cohort: the same for every candidate of a round. */
export interface ReferenceSets extends Omit<ByCohort<DescribedSet>, 'synthetic'> {
  /** The training rows cut in two, in one way at least. */
  readonly halvings: readonly Halving[];
  /** Cohorts with the real margins and independent columns, one at least; the first is the one that sites have. */
  readonly independents: readonly DescribedSet[];
}

export interface Halving {
  readonly a: DescribedSet;
  readonly b: DescribedSet;
}

/** The cohorts that are the same at every site. */
export type BroadcastCohorts = Pick<AssessedTables, 'synthetic' | 'independent'>;

/** At most. */
export const HALVINGS = 8;

/**
 * @param independent that of the round
 * @throws RangeError where the sum isn't laid out as `assessLayout`
 */
export function* referencesOfSums(
  plan: AssessPlan,
  dictionary: DataDictionary,
  sum: Sum,
  independent: Table,
): InSteps<ReferenceSets> {
  const effects = effectPlan(dictionary, plan.profile);
  const pairs = Array.from({ length: HALF_PAIRS }, (_, pair) =>
    (['a', 'b'] as const).map((half) => fromSum(dictionary, halfSet(half, pair), sum)),
  );
  const used = pairs.map((halves) => halves.some(({ gram }) => gram.rowCount > 0));
  const joined = (way: readonly number[]) =>
    describeSums(dictionary, effects, joinSets(way.map((half, pair) => pairs[pair][half])));
  return {
    halvings: yield* eachInStep(waysToHalve(used, HALVINGS, plan.seed), (way) => ({
      a: joined(way),
      b: joined(way.map((half) => 1 - half)),
    })),
    training: describeSums(dictionary, effects, joinSets(pairs.flat())),
    heldOut: describeSums(dictionary, effects, fromSum(dictionary, 'held-out', sum)),
    independents: yield* eachInStep(floorCohorts(plan, dictionary, independent), (table) =>
      describeAsSums(dictionary, effects, table),
    ),
  };
}

/** A candidate beside `referencesOfSums`. */
export function describeCandidate({ profile }: AssessPlan, dictionary: DataDictionary, synthetic: Table): DescribedSet {
  return describeAsSums(dictionary, effectPlan(dictionary, profile), synthetic);
}

function joinSets([first, ...others]: readonly RowSetSums[]): RowSetSums {
  return others.reduce(addRowSets, first);
}

/** The rows themselves, where all are at hand. */
export interface ComparedTables extends Pick<AssessedTables, 'training' | 'heldOut' | 'synthetic'> {
  readonly halvings: readonly { readonly a: Table; readonly b: Table }[];
  readonly independents: readonly Table[];
}

/** Exact: bins of one value each, effects from the rows. */
export function setsOfTables(dictionary: DataDictionary, tables: ComparedTables): AssessedSets {
  const { training, heldOut, synthetic, halvings, independents } = tables;
  const grids = exactGrids(dictionary, [training, heldOut, synthetic, ...independents]);
  const describe = (table: Table) => describeTable(dictionary, grids, table);
  return {
    halvings: halvings.map(({ a, b }) => ({ a: describe(a), b: describe(b) })),
    training: describe(training),
    heldOut: describe(heldOut),
    synthetic: describe(synthetic),
    independents: independents.map(describe),
  };
}
