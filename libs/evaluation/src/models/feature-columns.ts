import type { Table } from '#tabular/table';

/** Missing cells stand apart from all values, as in the published metrics. */
const MISSING = -9_999_999_999;

/** Columns as a forest takes them, by name or all in the table's order: values, or codes of states; missing far below. */
export function featureColumns(table: Table, names: Iterable<string> = table.columns.keys()): Float64Array[] {
  return Array.from(names, (name) => {
    const column = table.columns.get(name);
    if (!column) throw new RangeError(`no column ${name} in the table`);
    return column.kind === 'numeric'
      ? column.values.map((value) => (Number.isNaN(value) ? MISSING : value))
      : stateValues(column.codes);
  });
}

/** By a loop, because conversions between typed arrays are slow. */
function stateValues(codes: Int32Array): Float64Array {
  const values = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) values[row] = codes[row] < 0 ? MISSING : codes[row];
  return values;
}
