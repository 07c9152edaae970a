import { RandomStream, type Seed } from '#random/random-stream';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

/**
 * Bounds on what is quadratic or slow, so that 200,000 rows take seconds. Below them nothing is left out.
 */
export const MOST_ROWS = {
  /** Of a broadcast cohort, in distances and for learning. */
  synthetic: 5_000,
  /** Of a site's training or held-out rows, in distances to a broadcast cohort. */
  real: 20_000,
  /** Of a part of a site's rows, in balanced distances. */
  part: 2_000,
} as const;

/** A random choice of `most` rows, in their order; the table itself where it has no more. */
export function thinRows(table: Table, most: number, seed: Seed): Table {
  if (table.rowCount <= most) return table;
  const chosen = RandomStream.derive(seed, 'thin').permutation(table.rowCount).subarray(0, most);
  return selectRows(table, chosen.toSorted());
}
