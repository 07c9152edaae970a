import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { type CellReader, cellReaderOf } from './cell-reading.ts';
import { readHeader } from './header.ts';
import { type Row, RowConstraints, type TableWarning } from './row-constraints.ts';
import { TableBuilder } from './table-builder.ts';
import { TableProblems } from './table-problems.ts';

const NOT_UTF8 = {
  code: 'CL-DATA-010',
  what: 'There are characters that are not UTF-8.',
  todo: 'Save the file as CSV in UTF-8.',
} as const;

export interface RecordReaderOptions {
  readonly file: string | undefined;
  readonly decimalComma: boolean;
  readonly maximumRows: number;
}

/** Takes a file's records one by one, header first, checks them and gathers a table. */
export class RecordReader {
  readonly #dictionary: DataDictionary;
  readonly #options: RecordReaderOptions;
  readonly #problems: TableProblems;
  readonly #readers: readonly CellReader[];
  readonly #constraints: RowConstraints;
  readonly #builder: TableBuilder;
  readonly #row: Row;
  #positions: readonly number[] | undefined;
  #headerWidth = 0;

  constructor(dictionary: DataDictionary, options: RecordReaderOptions) {
    const missingValues = new Set(dictionary.missingValues);
    this.#dictionary = dictionary;
    this.#options = options;
    this.#problems = new TableProblems(options.file);
    this.#readers = dictionary.fields.map((field) =>
      cellReaderOf(field, { missingValues, decimalComma: options.decimalComma }),
    );
    this.#constraints = new RowConstraints(dictionary);
    this.#builder = new TableBuilder(dictionary);
    this.#row = new Float64Array(dictionary.fields.length);
  }

  /** `lastLine`: the line of the file on which the record ends. Throws when there are too many problems or rows. */
  take(record: readonly string[], lastLine: number): void {
    if (this.#positions === undefined) this.#takeHeader(record);
    else if (record.length === this.#headerWidth) this.#takeRow(record, this.#positions, lastLine);
    else this.#reportWidth(record, lastLine);
    if (this.#problems.isFull) this.#problems.throwIfAny();
  }

  /** The table. Throws the problems of the file, or CL-DATA-005 when it has no row. */
  finish(): Table {
    this.#problems.throwIfAny();
    if (this.#builder.rowCount === 0) throw this.#emptyFile();
    return this.#builder.build();
  }

  warnings(): TableWarning[] {
    return this.#constraints.warnings();
  }

  #takeHeader(record: readonly string[]): void {
    if (record.some(isDamaged)) {
      this.#problems.add({ ...NOT_UTF8, line: 1 });
      this.#problems.throwIfAny();
    }
    this.#positions = readHeader(record, this.#dictionary, this.#problems);
    this.#headerWidth = record.length;
    // Cells can't be judged under a header that doesn't fit.
    this.#problems.throwIfAny();
  }

  #takeRow(record: readonly string[], positions: readonly number[], lastLine: number): void {
    if (this.#builder.rowCount === this.#options.maximumRows) throw this.#tooLarge();
    let isSound = true;
    for (let i = 0; i < positions.length; i++) {
      const cell = this.#readers[i](record[positions[i]]);
      if (typeof cell === 'number') this.#row[i] = cell;
      else {
        isSound = false;
        const text = record[positions[i]];
        const place = { line: firstLine(record, lastLine), column: this.#dictionary.fields[i].name };
        this.#problems.add({ ...(isDamaged(text) ? NOT_UTF8 : cell), ...place, localValue: text });
      }
    }
    if (isSound) this.#checkRow(record, lastLine);
    this.#builder.append(this.#row);
  }

  #checkRow(record: readonly string[], lastLine: number): void {
    const violated = this.#constraints.check(this.#row);
    if (violated === undefined) return;
    this.#problems.add({
      code: 'CL-DATA-009',
      what: violated,
      line: firstLine(record, lastLine),
      todo: 'Correct the row; docs/data-dictionary.md describes constraints.',
    });
  }

  #reportWidth(record: readonly string[], lastLine: number): void {
    this.#problems.add({
      code: 'CL-DATA-010',
      what: `The line has ${record.length} cells where the header has ${this.#headerWidth}.`,
      line: firstLine(record, lastLine),
      todo: 'Put cells that hold the separator in quotation marks.',
    });
  }

  #emptyFile(): CohortloomError {
    return new CohortloomError('CL-DATA-005', {
      what: this.#positions === undefined ? 'The file is empty.' : 'The file has a header but no row.',
      where: { file: this.#options.file },
      todo: 'Check that the export ran; one row is enough.',
    });
  }

  #tooLarge(): CohortloomError {
    const { maximumRows, file } = this.#options;
    return new CohortloomError('CL-DATA-012', {
      what: `The table has more than ${maximumRows} rows, the most that ${this.#readers.length} columns may have.`,
      where: { file },
      todo: 'Split the file, or take a sample of it.',
    });
  }
}

/** Decoding puts the replacement character where bytes are no UTF-8. */
function isDamaged(cell: string): boolean {
  return cell.includes('\uFFFD');
}

function firstLine(record: readonly string[], lastLine: number): number {
  const breaks = record.reduce((total, cell) => total + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  return lastLine - breaks;
}
