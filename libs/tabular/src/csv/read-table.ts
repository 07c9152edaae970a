import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { openCsv } from './csv-file.ts';
import { RecordReader } from './record-reader.ts';
import type { TableWarning } from './row-constraints.ts';

export type { TableWarning } from './row-constraints.ts';

export interface ReadTableOptions {
  /** Name shown in errors when the source is bytes. */
  readonly file?: string;
  /** Largest number of cells accepted; by default 50 million, a million rows of 50 columns, in about 300 MB. */
  readonly maximumCells?: number;
  /** Told of what is odd but no error: rows that violate an `implies` or `exclusive` constraint. */
  readonly onWarning?: (warning: TableWarning) => void;
}

const MAXIMUM_CELLS = 50_000_000;

/**
 * Reads a site's table from a CSV file (a path, or its bytes): UTF-8 with or without byte order mark, any line ends,
 * comma, semicolon or tab, quoted text with line breaks, a decimal comma where the separator isn't one; columns in any
 * order. Values are checked against the dictionary.
 *
 * Throws a CohortloomError that names up to 20 problems with line and column: CL-IO-001 (not readable), CL-DATA-001 …
 * CL-DATA-005 and CL-DATA-007 … CL-DATA-012. Cells are only in its local value.
 */
export async function readTable(
  source: string | Uint8Array,
  dictionary: DataDictionary,
  options: ReadTableOptions = {},
): Promise<Table> {
  const csv = await openCsv(source, options.file);
  const reader = new RecordReader(dictionary, {
    file: csv.file,
    decimalComma: csv.delimiter !== ',',
    maximumRows: Math.floor((options.maximumCells ?? MAXIMUM_CELLS) / dictionary.fields.length),
  });
  // A blank line is a row of one missing cell in a table of one column, and nothing in others.
  await csv.forEachRecord((record, lastLine) => reader.take(record, lastLine), {
    skipEmptyLines: dictionary.fields.length > 1,
  });
  const table = reader.finish();
  for (const warning of reader.warnings()) options.onWarning?.(warning);
  return table;
}
