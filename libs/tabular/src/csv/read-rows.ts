import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { openCsv } from './csv-file.ts';
import { RecordReader } from './record-reader.ts';
import type { RowPolicy } from './row-policy.ts';

export interface ReadRowsOptions {
  /** Name shown in errors when the source is bytes. */
  readonly file?: string;
  /** Largest number of cells accepted; by default 50 million, a million rows of 50 columns, in about 300 MB. */
  readonly maximumCells?: number;
}

const MAXIMUM_CELLS = 50_000_000;

/** Reads a table's rows from a CSV file (a path, or its bytes) by a policy. Throws as `readTable` does. */
export async function readRows(
  source: string | Uint8Array,
  dictionary: DataDictionary,
  policy: RowPolicy,
  options: ReadRowsOptions,
): Promise<Table> {
  const csv = await openCsv(source, options.file);
  const reader = new RecordReader(dictionary, policy, {
    file: csv.file,
    decimalComma: csv.delimiter !== ',',
    maximumRows: Math.floor((options.maximumCells ?? MAXIMUM_CELLS) / dictionary.fields.length),
  });
  // A blank line is a row of one missing cell in a table of one column, and nothing in others.
  await csv.forEachRecord((record, lastLine) => reader.take(record, lastLine), {
    skipEmptyLines: dictionary.fields.length > 1,
  });
  return reader.finish();
}
