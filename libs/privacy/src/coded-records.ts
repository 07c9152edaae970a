import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** Per numeric field its inner cut points, ascending: value x falls into the bin of the number of cuts below x. */
export type NumericCuts = ReadonlyMap<string, ArrayLike<number>>;

/** Rows as small codes, column by column: what Hamming distances compare. */
export interface CodedRecords {
  readonly rowCount: number;
  /** Columns that a distance counts over. */
  readonly columnCount: number;
  readonly columns: readonly CodedColumn[];
}

export interface CodedColumn {
  /** Shape (rowCount). */
  readonly codes: Uint16Array;
  /** Codes are below this. */
  readonly codeCount: number;
}

const MOST_CODES = 2 ** 16;

/**
 * Codes: the state of a categorical column, the bin of a numeric one (closed on the right), missing as a code of its own
 * (equal to itself). Records can be compared when they were coded with the same dictionary and the same cuts.
 * @throws RangeError for a column of more than 65,536 codes
 */
export function codeRecords(dictionary: DataDictionary, table: Table, cuts: NumericCuts): CodedRecords {
  const columns = dictionary.fields.map((field) => codeColumn(field, table, cuts.get(field.name) ?? []));
  return { rowCount: table.rowCount, columnCount: columns.length, columns };
}

/** The rows at `indices`, in that order. */
export function selectRecords(records: CodedRecords, indices: ArrayLike<number>): CodedRecords {
  const columns = records.columns.map(({ codes, codeCount }) => {
    const selected = new Uint16Array(indices.length);
    for (let i = 0; i < indices.length; i++) selected[i] = codes[indices[i]];
    return { codes: selected, codeCount };
  });
  return { ...records, rowCount: indices.length, columns };
}

/** The columns at `indices` alone. */
export function selectColumns(records: CodedRecords, indices: readonly number[]): CodedRecords {
  const columns = indices.map((index) => records.columns[index]);
  return { rowCount: records.rowCount, columnCount: columns.length, columns };
}

function codeColumn(field: Field, table: Table, cuts: ArrayLike<number>): CodedColumn {
  const missing = field.kind === 'categorical' ? field.states.length : cuts.length + 1;
  if (missing >= MOST_CODES) throw new RangeError(`column ${field.name} has more than 65,536 codes`);
  const codes = new Uint16Array(table.rowCount);
  if (field.kind === 'categorical') {
    categoryCodes(table, field.name).forEach((code, row) => (codes[row] = code < 0 ? missing : code));
  } else {
    numericValues(table, field.name).forEach(
      (value, row) => (codes[row] = Number.isNaN(value) ? missing : cutsBelow(cuts, value)),
    );
  }
  return { codes, codeCount: missing + 1 };
}

function cutsBelow(cuts: ArrayLike<number>, value: number): number {
  let bin = 0;
  while (bin < cuts.length && cuts[bin] < value) bin++;
  return bin;
}
