import type { Column, Table } from './table.ts';

/** The rows of `table` at `indices`, in that order; an index may occur more than once. */
export function selectRows(table: Table, indices: ArrayLike<number>): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) columns.set(name, selectFromColumn(column, indices));
  return { rowCount: indices.length, columns };
}

function selectFromColumn(column: Column, indices: ArrayLike<number>): Column {
  return column.kind === 'numeric'
    ? { kind: 'numeric', values: gather(column.values, new Float64Array(indices.length), indices) }
    : { kind: 'categorical', codes: gather(column.codes, new Int32Array(indices.length), indices) };
}

function gather<T extends Float64Array | Int32Array>(source: T, target: T, indices: ArrayLike<number>): T {
  for (let i = 0; i < indices.length; i++) target[i] = source[indices[i]];
  return target;
}
