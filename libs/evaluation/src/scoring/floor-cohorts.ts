import { deriveSeed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { AssessPlan } from '../summaries/assess-plan.ts';
import { independentCohort } from '../summaries/independent-cohort.ts';

/** At most. */
export const FLOOR_COHORTS = 10;

/** In all draws of a reference: those of large cohorts hardly differ, and take long. */
const MOST_DRAWN_ROWS = 50_000;

/** How often to draw a reference of so many rows: once at least. */
export function drawsFor(rowCount: number, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(MOST_DRAWN_ROWS / Math.max(1, rowCount))));
}

/**
 * Cohorts of independent columns that floors are averaged over, one after the other: the one that sites measure with, and
 * others drawn likewise.
 */
export function* floorCohorts(plan: AssessPlan, dictionary: DataDictionary, first: Table): Generator<Table> {
  yield first;
  const count = drawsFor(first.rowCount, FLOOR_COHORTS);
  for (let draw = 1; draw < count; draw++) {
    yield independentCohort(dictionary, plan.profile, first.rowCount, deriveSeed(plan.seed, 'floor', draw));
  }
}
