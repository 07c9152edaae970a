/** Counts of rows × columns, every row of the same length. */
export type ContingencyTable = readonly ArrayLike<number>[];

/** [[a, b], [c, d]]. */
export type TwoByTwo = readonly [readonly [number, number], readonly [number, number]];

/** Without the rows and columns that hold no count: they tell nothing. */
export function withoutEmptyMargins(table: ContingencyTable): number[][] {
  const columns = columnTotals(table);
  return table
    .map((row) => Array.from(row).filter((_, column) => columns[column] > 0))
    .filter((row) => row.some((count) => count > 0));
}

export function rowTotals(table: ContingencyTable): number[] {
  return table.map((row) => Array.from(row).reduce((sum, count) => sum + count, 0));
}

export function columnTotals(table: ContingencyTable): number[] {
  return Array.from(table[0] ?? [], (_, column) => table.reduce((sum, row) => sum + row[column], 0));
}
