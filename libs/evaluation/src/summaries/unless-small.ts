import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

/** The table, or none of its rows where they are fewer than `minimum`: the sums of one row are that row. */
export function unlessSmall(table: Table, minimum: number): Table {
  return table.rowCount < minimum ? selectRows(table, []) : table;
}
