import type { ComparableCells } from '../comparable-cells.ts';

/** A guess of the form "there is exactly one patient with …": all terms hold. */
export type Predicate = readonly Term[];

/** A cell of one column lies between two values of `ComparableCells`, both included. */
export interface Term {
  /** Position of the field in the dictionary. */
  readonly column: number;
  readonly least: number;
  readonly greatest: number;
}

export function isValue(column: number, value: number): Term {
  return { column, least: value, greatest: value };
}

/** Missing numbers are neither at most nor at least anything. */
export function isAtMost(column: number, value: number): Term {
  return { column, least: -Number.MAX_VALUE, greatest: value };
}

export function isAtLeast(column: number, value: number): Term {
  return { column, least: value, greatest: Number.MAX_VALUE };
}

/** Rows that match, counted no further than `most`. */
export function countMatches(predicate: Predicate, cells: ComparableCells, most: number): number {
  const rowCount = cells[0]?.length ?? 0;
  let matches = 0;
  for (let row = 0; row < rowCount && matches < most; row++) if (matchesRow(predicate, cells, row)) matches++;
  return matches;
}

function matchesRow(predicate: Predicate, cells: ComparableCells, row: number): boolean {
  for (const { column, least, greatest } of predicate) {
    const cell = cells[column][row];
    if (cell < least || cell > greatest) return false;
  }
  return true;
}
