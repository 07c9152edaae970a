import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
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
  { synthetic, independent }: PreparedBroadcast,
  dictionary: DataDictionary,
  rows: SiteRows,
  seed: Seed,
): AssessedTables {
  const training = unlessSmall(rows.training, dictionary.minimumCellSize);
  const [halfA, halfB] = splitInHalves(training, dictionary.minimumCellSize, seed);
  return {
    training,
    heldOut: unlessSmall(rows.heldOut, dictionary.minimumCellSize),
    halfA,
    halfB,
    synthetic,
    independent,
  };
}

/**
 * Where a half would have fewer rows than `minimum`, one half, drawn by chance, has all, so that many small sites
 * balance; so does the half that an odd row goes to.
 */
function splitInHalves(table: Table, minimum: number, seed: Seed): [Table, Table] {
  const stream = RandomStream.derive(seed, 'halves');
  const order = stream.permutation(table.rowCount);
  const draw = stream.int(2);
  const isSmall = Math.floor(table.rowCount / 2) < minimum;
  const middle = isSmall ? draw * table.rowCount : Math.floor((table.rowCount + draw) / 2);
  return [selectRows(table, order.subarray(0, middle)), selectRows(table, order.subarray(middle))];
}
