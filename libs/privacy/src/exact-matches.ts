import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** How many rows of `rows` some row of `others` equals in every column, without binning; missing equals missing. */
export function countExactMatches(dictionary: DataDictionary, rows: Table, others: Table): number {
  const keyOfOther = rowKey(dictionary, others);
  const keys = new Set(Array.from({ length: others.rowCount }, (_, row) => keyOfOther(row)));
  const keyOf = rowKey(dictionary, rows);
  let matches = 0;
  for (let row = 0; row < rows.rowCount; row++) if (keys.has(keyOf(row))) matches++;
  return matches;
}

/** Numbers to the decimals of their field, so that rounding in a file doesn't hide a copy. */
function rowKey(dictionary: DataDictionary, table: Table): (row: number) => string {
  const cells = dictionary.fields.map((field) => {
    const column = table.columns.get(field.name);
    if (column?.kind === 'categorical') return (row: number) => column.codes[row];
    const unit = field.kind === 'numeric' ? 10 ** field.decimals : 1;
    return (row: number) => (column ? Math.round(column.values[row] * unit) : 0);
  });
  return (row) => cells.map((cell) => cell(row)).join();
}
