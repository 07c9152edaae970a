import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

export interface HoldOutSplit {
  readonly train: Table;
  readonly heldOut: Table;
}

/**
 * The seeded share of a site's rows that never takes part in training. The same study seed, site and table give the
 * same split in every round. A site always keeps at least one row for training.
 */
export function splitHoldOut(table: Table, share: number, studySeed: Seed, site: string): HoldOutSplit {
  const heldOutCount = Math.min(Math.round(table.rowCount * share), Math.max(table.rowCount - 1, 0));
  const order = RandomStream.derive(deriveSeed(studySeed, 'hold-out', site)).permutation(table.rowCount);
  const heldOut = order.subarray(0, heldOutCount).toSorted();
  const train = order.subarray(heldOutCount).toSorted();
  return { train: selectRows(table, train), heldOut: selectRows(table, heldOut) };
}
