import { categoryCodes, numericValues } from '#tabular/columns';
import { binOf, gridOf } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import { binsStart, type ColumnCoding, SAME_AS_GREATER } from './column-coding.ts';

/** The cell of every row in every column; columns as in the coding. */
export type CodedRows = readonly Uint8Array[];

/** `table` is in the study's columns. */
export function codeRows(columns: readonly ColumnCoding[], table: Table): CodedRows {
  return columns.map((coding) => {
    const fineOf = fineCells(coding, table);
    const codes = new Uint8Array(table.rowCount);
    for (let row = 0; row < codes.length; row++) codes[row] = coding.cellOf[fineOf(row)];
    return codes;
  });
}

function fineCells({ field, greater }: ColumnCoding, table: Table): (row: number) => number {
  if (field.kind === 'categorical') {
    const codes = categoryCodes(table, field.name);
    return (row) => (codes[row] < 0 ? field.states.length : codes[row]);
  }
  const values = numericValues(table, field.name);
  const bounds = greater === undefined ? undefined : numericValues(table, greater);
  const grid = gridOf(field);
  const start = binsStart(field, greater);
  const firstModal = start - field.modalValues.length;
  return (row) => {
    const value = values[row];
    if (Number.isNaN(value)) return 0;
    if (bounds !== undefined && bounds[row] === value) return SAME_AS_GREATER;
    const modal = field.modalValues.indexOf(value);
    return modal >= 0 ? firstModal + modal : start + binOf(grid, value);
  };
}
