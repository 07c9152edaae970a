import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { CohortloomError } from '#errors/cohortloom-error';
import { type Delimiter, detectDelimiter } from './delimiter.ts';

/** A CSV file whose separator is known. */
export interface CsvFile {
  /** Name for errors. */
  readonly file: string | undefined;
  readonly delimiter: Delimiter;
  /** Calls `onRecord` for each record, header first, with the line on which it ends. What it throws ends the reading. */
  forEachRecord(
    onRecord: (record: readonly string[], lastLine: number) => void,
    options: { readonly skipEmptyLines: boolean },
  ): Promise<void>;
}

const HEADER_BYTES = 65_536;
const CHUNK_BYTES = 1_048_576;

/**
 * Opens a CSV file by path, or by its bytes. UTF-8 with or without byte order mark, any line ends, comma, semicolon or
 * tab. Memory while reading is that of a chunk. Throws CL-IO-001, CL-DATA-010.
 */
export async function openCsv(source: string | Uint8Array, name?: string): Promise<CsvFile> {
  const file = name ?? (typeof source === 'string' ? source : undefined);
  const delimiter = detectDelimiter(decodeStart(await startOf(source, file), file));
  return {
    file,
    delimiter,
    forEachRecord: (onRecord, { skipEmptyLines }) => {
      const parser = parse({
        bom: true,
        delimiter,
        relax_column_count: true,
        skip_empty_lines: skipEmptyLines,
        on_record: (record: string[], context) => {
          onRecord(record, context.lines);
          return null;
        },
      });
      return run(source, parser, file);
    },
  };
}

async function startOf(source: string | Uint8Array, file: string | undefined): Promise<Uint8Array> {
  if (typeof source !== 'string') return source.subarray(0, HEADER_BYTES);
  try {
    await using handle = await open(source);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
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

async function run(
  source: string | Uint8Array,
  parser: ReturnType<typeof parse>,
  file: string | undefined,
): Promise<void> {
  const input =
    typeof source === 'string'
      ? createReadStream(source, { highWaterMark: CHUNK_BYTES })
      : Readable.from(chunksOf(source));
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
