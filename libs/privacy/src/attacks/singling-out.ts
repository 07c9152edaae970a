import type { RandomStream } from '#random/random-stream';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { unitsPerOne } from '../comparable-cells.ts';
import { isAtLeast, isAtMost, isValue, type Predicate, type Term } from './predicate.ts';
import type { RowSearch } from './row-search.ts';

/** Tries per predicate wanted: combinations of few columns rarely single a row out. */
const TRIES = 100;

/**
 * Guesses from one column of a cohort: a value that it holds once, a number at or beyond its extremes. Columns take turns,
 * each with its guesses in random order, so that numbers with many values don't crowd out rare states.
 * @returns at most `most` different ones
 */
export function univariatePredicates(
  dictionary: DataDictionary,
  search: RowSearch,
  most: number,
  stream: RandomStream,
): Predicate[] {
  const byColumn = dictionary.fields.map((_, column) =>
    stream.shuffle(rareTerms(column, search.cells[column], search.numbers[column])),
  );
  const longest = Math.max(0, ...byColumn.map((terms) => terms.length));
  const inTurns = Array.from({ length: longest }, (_, turn) =>
    byColumn.flatMap((terms) => terms.slice(turn, turn + 1)),
  );
  return inTurns
    .flat()
    .slice(0, most)
    .map((term) => [term]);
}

/** A row of a cohort, and columns on which no other row is like it: the row first. Plain JSON. */
export type SingledOut = readonly number[];

/**
 * Random rows of a cohort and `attributes` random columns that single them out, see `RowSearch`.
 * @returns at most `most` that make different guesses; fewer where such rows are rare
 */
export function singleOutRows(search: RowSearch, attributes: number, most: number, stream: RandomStream): SingledOut[] {
  const found = new Map<string, SingledOut>();
  const columnCount = search.cells.length;
  if (search.rowCount === 0 || attributes > columnCount) return [];
  const columns = new Int32Array(attributes);
  for (let tried = 0; tried < TRIES * most && found.size < most; tried++) {
    const row = stream.int(search.rowCount);
    drawColumns(columnCount, columns, stream);
    if (search.isOnly(row, columns)) found.set(JSON.stringify(search.describe(row, columns)), [row, ...columns]);
  }
  return [...found.values()];
}

/** The guess that a row makes; undefined where it isn't one that `singleOutRows` finds. */
export function guessOfRow(search: RowSearch, [row, ...columns]: SingledOut): Predicate | undefined {
  const isRow = row >= 0 && row < search.rowCount;
  const areColumns = columns.every((column) => column >= 0 && column < search.cells.length);
  const drawn = Int32Array.from(columns);
  const isGuess = isRow && areColumns && new Set(columns).size === columns.length && search.isOnly(row, drawn);
  return isGuess ? search.describe(row, drawn) : undefined;
}

/** Guesses of someone who knows the dictionary alone: random columns, states and thresholds. */
export function naivePredicates(
  dictionary: DataDictionary,
  attributes: number,
  count: number,
  stream: RandomStream,
): Predicate[] {
  if (attributes > dictionary.fields.length) return [];
  const columns = new Int32Array(attributes);
  return Array.from({ length: count }, () => {
    drawColumns(dictionary.fields.length, columns, stream);
    return Array.from(columns, (column) => randomTerm(dictionary.fields[column], column, stream));
  });
}

/** @param numbers known ones of the column, ascending */
function rareTerms(column: number, cells: Float64Array, numbers: Float64Array): Term[] {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const unique = [...counts].filter(([, count]) => count === 1).map(([value]) => isValue(column, value));
  if (numbers.length === 0) return unique;
  return [...unique, isAtMost(column, numbers[0]), isAtLeast(column, numbers[numbers.length - 1])];
}

function randomTerm(field: Field, column: number, stream: RandomStream): Term {
  if (field.kind === 'categorical') {
    const missing = field.required ? 0 : 1;
    return isValue(column, stream.int(field.states.length + missing) - missing);
  }
  const unit = unitsPerOne(field);
  const value = Math.round((field.minimum + stream.uniform() * (field.maximum - field.minimum)) * unit);
  return stream.int(2) === 0 ? isAtMost(column, value) : isAtLeast(column, value);
}

/** Fills with different ones, no more than there are. */
function drawColumns(columnCount: number, columns: Int32Array, stream: RandomStream): void {
  for (let drawn = 0; drawn < columns.length;) {
    const column = stream.int(columnCount);
    columns[drawn] = column;
    if (columns.indexOf(column) === drawn) drawn++;
  }
}
