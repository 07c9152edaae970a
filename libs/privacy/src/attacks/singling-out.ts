import type { RandomStream } from '#random/random-stream';
import { quantile } from '#statistics/quantile';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { type ComparableCells, MISSING_NUMBER, unitsPerOne } from '../comparable-cells.ts';
import { countMatches, isAtLeast, isAtMost, isValue, type Predicate, type Term } from './predicate.ts';

/** Tries per predicate wanted: combinations of few columns rarely single a row out. */
const TRIES = 100;

/**
 * Guesses from one column of a cohort: a value that it holds once, a number at or beyond its extremes. Columns take turns,
 * each with its guesses in random order, so that numbers with many values don't crowd out rare states.
 * @returns at most `most` different ones
 */
export function univariatePredicates(
  dictionary: DataDictionary,
  cells: ComparableCells,
  most: number,
  stream: RandomStream,
): Predicate[] {
  const byColumn = dictionary.fields.map((field, column) => stream.shuffle(rareTerms(field, column, cells[column])));
  const longest = Math.max(0, ...byColumn.map((terms) => terms.length));
  const inTurns = Array.from({ length: longest }, (_, turn) =>
    byColumn.flatMap((terms) => terms.slice(turn, turn + 1)),
  );
  return inTurns
    .flat()
    .slice(0, most)
    .map((term) => [term]);
}

/**
 * Guesses from combinations of columns: a random row of a cohort described by `attributes` of its columns, by the state
 * of a category and the side of the column's median that a number lies on, kept if it is the only such row of the cohort.
 * @returns at most `most` different ones; fewer where such rows are rare
 */
export function multivariatePredicates(
  dictionary: DataDictionary,
  cells: ComparableCells,
  attributes: number,
  most: number,
  stream: RandomStream,
): Predicate[] {
  const rowCount = cells[0]?.length ?? 0;
  const found = new Map<string, Predicate>();
  if (rowCount === 0 || attributes > dictionary.fields.length) return [];
  const medians = dictionary.fields.map((field, column) => medianOf(field, cells[column]));
  for (let tried = 0; tried < TRIES * most && found.size < most; tried++) {
    const row = stream.int(rowCount);
    const columns = drawColumns(dictionary.fields.length, attributes, stream);
    const predicate = columns.map((column) =>
      termOfCell(dictionary.fields[column], column, cells[column][row], medians[column]),
    );
    if (countMatches(predicate, cells, 2) === 1) found.set(JSON.stringify(predicate), predicate);
  }
  return [...found.values()];
}

/** Guesses of someone who knows the dictionary alone: random columns, states and thresholds. */
export function naivePredicates(
  dictionary: DataDictionary,
  attributes: number,
  count: number,
  stream: RandomStream,
): Predicate[] {
  if (attributes > dictionary.fields.length) return [];
  return Array.from({ length: count }, () =>
    drawColumns(dictionary.fields.length, attributes, stream).map((column) =>
      randomTerm(dictionary.fields[column], column, stream),
    ),
  );
}

function rareTerms(field: Field, column: number, cells: Float64Array): Term[] {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const unique = [...counts].filter(([, count]) => count === 1).map(([value]) => isValue(column, value));
  if (field.kind === 'categorical') return unique;
  const values = presentNumbers(cells);
  if (values.length === 0) return unique;
  return [...unique, isAtMost(column, values[0]), isAtLeast(column, values[values.length - 1])];
}

function termOfCell(field: Field, column: number, cell: number, median: number): Term {
  if (field.kind === 'categorical' || cell === MISSING_NUMBER) return isValue(column, cell);
  return cell >= median ? isAtLeast(column, cell) : isAtMost(column, cell);
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

/** Different ones; `count` is at most `columnCount`. */
function drawColumns(columnCount: number, count: number, stream: RandomStream): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(stream.int(columnCount));
  return [...drawn];
}

/** NaN for categories. */
function medianOf({ kind }: Field, cells: Float64Array): number {
  return kind === 'numeric' ? quantile(presentNumbers(cells), 0.5) : Number.NaN;
}

/** Ascending. */
function presentNumbers(cells: Float64Array): Float64Array {
  return cells.filter((cell) => cell !== MISSING_NUMBER).sort();
}
