import type { CategoricalField, DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { gridOf } from '#tabular/profile/grid';
import type { Profile } from '#tabular/profile/profile';
import { binsStart, fineCounts, greaterOf, missingPlace } from '../../columns/fine-cells.ts';
import { type FineCell, joinNeighbours, joinRarest } from './join-cells.ts';

/**
 * A column of the study as trees see it: its fine cells (see `columns/fine-cells.ts`) joined to at most 32 cells, ascending
 * where the column has an order; missing, where it may occur, is the last of them.
 */
export interface ColumnCoding {
  readonly field: Field;
  readonly isOrdered: boolean;
  /** The column that bounds this one from above and that it often equals (EFS by OS); undefined for most columns. */
  readonly greater: string | undefined;
  /** Cell of each fine cell. */
  readonly cellOf: Uint8Array;
  readonly cellCount: number;
  /** The cell of missing; −1 where a value is required. */
  readonly missingCell: number;
  /** Pooled rows of each fine cell, for the coordinator; empty at sites. */
  readonly counts: Float64Array;
}

/** The columns of the dictionary, in its order, coded on the pooled counts of the profile. */
export function codeColumns(dictionary: DataDictionary, profile: Profile, most: number): ColumnCoding[] {
  return dictionary.fields.map((field) => {
    const [cellOf, counts] =
      field.kind === 'categorical'
        ? codeStates(field, profile.categories[field.name], most)
        : codeNumbers(field, fineNumbers(dictionary, field, profile), most);
    return columnCoding(dictionary, field, cellOf, counts);
  });
}

/** A coding from its parts as they are kept in a state. */
export function columnCoding(
  dictionary: DataDictionary,
  field: Field,
  cellOf: Uint8Array,
  counts: Float64Array,
): ColumnCoding {
  const missingCell = field.required ? -1 : cellOf[missingPlace(field)];
  const isOrdered = field.kind === 'numeric' || field.ordered;
  const greater = greaterOf(dictionary, field.name);
  const cellCount = cellOf.reduce((most, cell) => Math.max(most, cell), 0) + 1;
  return { field, isOrdered, greater, cellOf, cellCount, missingCell, counts };
}

/** Pooled rows of each cell. */
export function cellCounts({ cellOf, cellCount, counts }: ColumnCoding): Float64Array {
  const sums = new Float64Array(cellCount);
  counts.forEach((count, fine) => (sums[cellOf[fine]] += count));
  return sums;
}

function codeStates(field: CategoricalField, counts: readonly number[], most: number): [Uint8Array, Float64Array] {
  const states = counts.slice(0, field.states.length);
  const room = field.required ? most : most - 1;
  const joined = field.ordered ? joinNeighbours(states.map(plain), room) : joinRarest(states, room);
  return [Uint8Array.from([...joined, missingCellAfter(field, joined)]), Float64Array.from(counts)];
}

interface PlacedCell extends FineCell {
  /** Place among the fine cells. */
  readonly place: number;
  /** Position on the field's scale, in units. */
  readonly position: number;
}

function codeNumbers(
  field: NumericField,
  { missing, cells }: { readonly missing: number; readonly cells: readonly PlacedCell[] },
  most: number,
): [Uint8Array, Float64Array] {
  const ascending = cells.toSorted((a, b) => a.position - b.position || a.place - b.place);
  const joined = joinNeighbours(ascending, field.required ? most : most - 1);
  const cellOf = new Uint8Array(1 + cells.length);
  const counts = new Float64Array(1 + cells.length);
  ascending.forEach(({ place, count }, i) => {
    cellOf[place] = joined[i];
    counts[place] = count;
  });
  cellOf[0] = missingCellAfter(field, joined);
  counts[0] = missing;
  return [cellOf, counts];
}

/** The fine cells of a number with their pooled counts. "The same as the greater time" lies above all of its bins. */
function fineNumbers(dictionary: DataDictionary, field: NumericField, profile: Profile) {
  const greater = greaterOf(dictionary, field.name);
  const grid = gridOf(field);
  const start = binsStart(field, greater);
  const firstModal = start - field.modalValues.length;
  const [missing, ...counts] = fineCounts(dictionary, field, profile);
  const cells = counts.map((count, i): PlacedCell => {
    const place = i + 1;
    if (place >= start) return { place, position: grid.uppers[place - start], count };
    if (place < firstModal) return { place, position: Infinity, count, isAlone: true };
    return { place, position: Math.round(field.modalValues[place - firstModal] * grid.unit), count, isAlone: true };
  });
  return { missing, cells };
}

/** The last cell, by itself; a required column never has one, so its place doesn't matter. */
function missingCellAfter(field: Field, joined: readonly number[]): number {
  return field.required ? 0 : joined.reduce((most, cell) => Math.max(most, cell), -1) + 1;
}

function plain(count: number): FineCell {
  return { count };
}
