import type { Table } from './table.ts';

/** The values of a numeric column; NaN is missing. Throws RangeError when the table has no such numeric column. */
export function numericValues(table: Table, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column?.kind !== 'numeric') throw new RangeError(`no numeric column ${name} in the table`);
  return column.values;
}

/** The codes of a categorical column; −1 is missing. Throws RangeError when the table has no such categorical column. */
export function categoryCodes(table: Table, name: string): Int32Array {
  const column = table.columns.get(name);
  if (column?.kind !== 'categorical') throw new RangeError(`no categorical column ${name} in the table`);
  return column.codes;
}
