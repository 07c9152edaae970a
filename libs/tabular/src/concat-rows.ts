import type { Column, Table } from './table.ts';

/** The rows of all tables one below the other. The tables have the same columns; at least one table. */
export function concatRows(tables: readonly Table[]): Table {
  const columns = new Map<string, Column>();
  for (const name of tables[0].columns.keys()) {
    columns.set(name, concatColumns(tables.map((table) => columnOf(table, name))));
  }
  return { rowCount: tables.reduce((total, table) => total + table.rowCount, 0), columns };
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (!column) throw new RangeError(`no column ${name} in one of the tables`);
  return column;
}

function concatColumns(parts: readonly Column[]): Column {
  const length = parts.reduce((total, part) => total + lengthOf(part), 0);
  if (parts[0].kind === 'numeric') {
    const values = new Float64Array(length);
    fill(values, parts, (part) => (part.kind === 'numeric' ? part.values : []));
    return { kind: 'numeric', values };
  }
  const codes = new Int32Array(length);
  fill(codes, parts, (part) => (part.kind === 'categorical' ? part.codes : []));
  return { kind: 'categorical', codes };
}

function lengthOf(column: Column): number {
  return column.kind === 'numeric' ? column.values.length : column.codes.length;
}

function fill(
  target: Float64Array | Int32Array,
  parts: readonly Column[],
  cells: (part: Column) => ArrayLike<number>,
): void {
  let offset = 0;
  for (const part of parts) {
    const source = cells(part);
    target.set(source, offset);
    offset += source.length;
  }
}
