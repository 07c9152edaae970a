import { RandomStream, type Seed } from '#random/random-stream';
import type { Column, Table } from '#tabular/table';

/** The table with each column's cells in an order of their own: the same margins, no association. A floor for scores. */
export function shuffleColumns(table: Table, seed: Seed): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    const stream = RandomStream.derive(seed, 'shuffle', name);
    columns.set(
      name,
      column.kind === 'numeric'
        ? { kind: 'numeric', values: stream.shuffle(column.values.slice()) }
        : { kind: 'categorical', codes: stream.shuffle(column.codes.slice()) },
    );
  }
  return { rowCount: table.rowCount, columns };
}
