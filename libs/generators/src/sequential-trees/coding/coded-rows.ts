import type { Table } from '#tabular/table';
import { fineCellOf } from '../../columns/fine-cells.ts';
import type { ColumnCoding } from './column-coding.ts';

/** The cell of every row in every column; columns as in the coding. */
export type CodedRows = readonly Uint8Array[];

/** `table` is in the study's columns. */
export function codeRows(columns: readonly ColumnCoding[], table: Table): CodedRows {
  return columns.map(({ field, greater, cellOf }) => {
    const fineOf = fineCellOf(field, greater, table);
    const codes = new Uint8Array(table.rowCount);
    for (let row = 0; row < codes.length; row++) codes[row] = cellOf[fineOf(row)];
    return codes;
  });
}
