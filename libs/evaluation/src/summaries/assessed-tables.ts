import type { Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type Halves, pairsOfHalves } from './half-pairs.ts';
import type { PreparedBroadcast } from './prepared-broadcast.ts';
import { unlessSmall } from './unless-small.ts';

/** A site's rows, as in every round of the study. */
export interface SiteRows {
  readonly training: Table;
  /** May have no row. */
  readonly heldOut: Table;
}

/** The rows that an assessment compares: real ones, two halves of the training rows, the synthetic cohort, the floor. */
export interface AssessedTables extends SiteRows {
  /** The training rows in `HALF_PAIRS` pairs of halves. */
  readonly pairs: readonly Halves[];
  /** The first halves of all pairs, and the second ones. */
  readonly halfA: Table;
  readonly halfB: Table;
  readonly synthetic: Table;
  /** A cohort with the real margins and independent columns. */
  readonly independent: Table;
}

/**
 * Training rows or held-out rows fewer than the minimum cell size have no part, because the sums of one row are that row.
 * @param seed the site's own: halves of its rows derive from it
 */
export function assessedTables(
  { plan, synthetic, independent }: PreparedBroadcast,
  dictionary: DataDictionary,
  rows: SiteRows,
  seed: Seed,
): AssessedTables {
  const minimum = dictionary.minimumCellSize;
  const training = unlessSmall(rows.training, minimum);
  const pairs = pairsOfHalves(training, { minimum, siteCount: plan.profile.siteCount }, seed);
  return {
    training,
    heldOut: unlessSmall(rows.heldOut, minimum),
    pairs,
    halfA: concatRows(pairs.map(({ a }) => a)),
    halfB: concatRows(pairs.map(({ b }) => b)),
    synthetic,
    independent,
  };
}
