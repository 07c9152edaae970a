import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** Per numeric field its inner cut points, ascending: value x falls into the bin of the number of cuts below x. */
export type NumericCuts = ReadonlyMap<string, ArrayLike<number>>;

/**
 * Rows as small codes, one per column, packed into 32-bit words: a lane of 2, 4, 8 or 16 bits per column, by the number
 * of codes that the column can have. Hamming distances then compare up to 16 columns at a time.
 */
export interface PackedRecords {
  readonly rowCount: number;
  /** Columns that a distance counts over. */
  readonly columnCount: number;
  /** Words per row with lanes of 2, 4, 8 and 16 bits, in this order. */
  readonly wordCounts: readonly number[];
  /** Row by row. */
  readonly words: Int32Array;
}

/** Bits of a lane. */
export const LANES = [2, 4, 8, 16] as const;

/**
 * Codes: the state of a categorical column, the bin of a numeric one (closed on the right), missing as a code of its own
 * (equal to itself). Records can be compared when they were packed with the same dictionary and the same cuts.
 * @throws RangeError for a column of more than 65,536 codes
 */
export function packRecords(dictionary: DataDictionary, table: Table, cuts: NumericCuts): PackedRecords {
  const columns = dictionary.fields.map((field) => codesOf(field, table, cuts.get(field.name) ?? []));
  const byLane = LANES.map((bits, i) => {
    const smaller = i === 0 ? 0 : 2 ** LANES[i - 1];
    return columns.filter(({ count }) => count > smaller && count <= 2 ** bits).map(({ codes }) => codes);
  });
  if (byLane.flat().length < columns.length) throw new RangeError('a column has more than 65,536 states');
  const wordCounts = byLane.map((lane, i) => Math.ceil((lane.length * LANES[i]) / 32));
  const words = new Int32Array(table.rowCount * wordCounts.reduce((sum, count) => sum + count, 0));
  const packed = { rowCount: table.rowCount, columnCount: columns.length, wordCounts, words };
  byLane.forEach((lane, i) => fillLane(packed, i, lane));
  return packed;
}

/** The rows at `indices`, in that order. */
export function selectRecords(records: PackedRecords, indices: ArrayLike<number>): PackedRecords {
  const width = wordsPerRow(records);
  const words = new Int32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    words.set(records.words.subarray(indices[i] * width, (indices[i] + 1) * width), i * width);
  }
  return { ...records, rowCount: indices.length, words };
}

export function wordsPerRow({ wordCounts }: PackedRecords): number {
  return wordCounts.reduce((sum, count) => sum + count, 0);
}

interface CodedColumn {
  readonly codes: Int32Array;
  /** Codes are below this. */
  readonly count: number;
}

function codesOf(field: Field, table: Table, cuts: ArrayLike<number>): CodedColumn {
  if (field.kind === 'categorical') {
    const missing = field.states.length;
    return { codes: categoryCodes(table, field.name).map((code) => (code < 0 ? missing : code)), count: missing + 1 };
  }
  const missing = cuts.length + 1;
  const codes = Int32Array.from(numericValues(table, field.name), (value) =>
    Number.isNaN(value) ? missing : cutsBelow(cuts, value),
  );
  return { codes, count: missing + 1 };
}

function cutsBelow(cuts: ArrayLike<number>, value: number): number {
  let bin = 0;
  while (bin < cuts.length && cuts[bin] < value) bin++;
  return bin;
}

function fillLane(packed: PackedRecords, lane: number, columns: readonly Int32Array[]): void {
  const bits = LANES[lane];
  const perWord = 32 / bits;
  const width = wordsPerRow(packed);
  const first = packed.wordCounts.slice(0, lane).reduce((sum, count) => sum + count, 0);
  columns.forEach((codes, column) => {
    const word = first + Math.floor(column / perWord);
    const shift = (column % perWord) * bits;
    for (let row = 0; row < codes.length; row++) packed.words[row * width + word] |= codes[row] << shift;
  });
}
