import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { type Delimiter, detectDelimiter } from './delimiter.ts';
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
const HEADER_BYTES = 65_536;
const CHUNK_BYTES = 1_048_576;

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
  const file = options.file ?? (typeof source === 'string' ? source : undefined);
  const delimiter = detectDelimiter(decodeStart(await startOf(source, file), file));
  const reader = new RecordReader(dictionary, {
    file,
    decimalComma: delimiter !== ',',
    maximumRows: Math.floor((options.maximumCells ?? MAXIMUM_CELLS) / dictionary.fields.length),
  });
  await parseRecords(source, delimiter, reader, file);
  const table = reader.finish();
  for (const warning of reader.warnings()) options.onWarning?.(warning);
  return table;
}

async function startOf(source: string | Uint8Array, file: string | undefined): Promise<Uint8Array> {
  if (typeof source !== 'string') return source.subarray(0, HEADER_BYTES);
  try {
    const handle = await open(source);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw notReadable(file, cause);
  }
}

function decodeStart(start: Uint8Array, file: string | undefined): string {
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (isUtf16 || start.includes(0)) {
    throw malformed('The file is not UTF-8 text.', 'Save it as CSV in UTF-8.', { file });
  }
  return new TextDecoder().decode(start);
}

async function parseRecords(
  source: string | Uint8Array,
  delimiter: Delimiter,
  reader: RecordReader,
  file: string | undefined,
): Promise<void> {
  const input =
    typeof source === 'string'
      ? createReadStream(source, { highWaterMark: CHUNK_BYTES })
      : Readable.from(chunksOf(source));
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    // A blank line is a row of one missing cell in a table of one column, and nothing in others.
    skip_empty_lines: reader.width > 1,
    on_record: (record: string[], context) => {
      reader.take(record, context.lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(input, parser);
  } catch (reason) {
    throw toReadingError(reason, file);
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    yield Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(CHUNK_BYTES, bytes.length - start));
  }
}

/** The parser's own messages quote cells, so none of their text is passed on. */
function toReadingError(reason: unknown, file: string | undefined): CohortloomError {
  if (reason instanceof CohortloomError) return reason;
  if (!(reason instanceof CsvError)) return notReadable(file, reason);
  const line = typeof reason.lines === 'number' ? reason.lines : undefined;
  return malformed(
    'A quotation mark stands where none may, or the last one is never closed.',
    'Put text that holds quotation marks in quotation marks and double those inside.',
    { file, line },
  );
}

function malformed(what: string, todo: string, where: { file?: string; line?: number }): CohortloomError {
  return new CohortloomError('CL-DATA-010', { what, where, todo });
}

function notReadable(file: string | undefined, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: 'The table cannot be read.',
    where: { file },
    todo: 'Check that the file exists and that you may read it.',
    cause,
  });
}
