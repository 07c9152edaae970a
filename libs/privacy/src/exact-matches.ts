import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { comparableCells } from './comparable-cells.ts';

/** How many rows of `rows` some row of `others` equals in every column, without binning; missing equals missing. */
export function countExactMatches(dictionary: DataDictionary, rows: Table, others: Table): number {
  const keys = new Set(rowKeys(dictionary, others));
  return rowKeys(dictionary, rows).filter((key) => keys.has(key)).length;
}

function rowKeys(dictionary: DataDictionary, table: Table): string[] {
  const columns = comparableCells(dictionary, table);
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((cells) => cells[row]).join());
}
