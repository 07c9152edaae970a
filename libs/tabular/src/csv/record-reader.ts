import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '../dictionary.ts';
import type { Table } from '../table.ts';
import { type CellProblem, type CellReader, cellReaderOf } from './cell-reading.ts';
import { readHeader } from './header.ts';
import type { Row } from './row-constraints.ts';
import type { RowPolicy } from './row-policy.ts';
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

/** Takes a file's records one by one, header first, checks them by a policy and gathers a table. */
export class RecordReader {
  readonly #dictionary: DataDictionary;
  readonly #policy: RowPolicy;
  readonly #options: RecordReaderOptions;
  readonly #problems: TableProblems;
  readonly #readers: readonly CellReader[];
  readonly #builder: TableBuilder;
  readonly #row: Row;
  #positions: readonly number[] | undefined;
  #headerWidth = 0;

  constructor(dictionary: DataDictionary, policy: RowPolicy, options: RecordReaderOptions) {
    const missingValues = new Set(dictionary.missingValues);
    this.#dictionary = dictionary;
    this.#policy = policy;
    this.#options = options;
    this.#problems = new TableProblems(options.file);
    this.#readers = dictionary.fields.map((field) =>
      cellReaderOf(field, { missingValues, decimalComma: options.decimalComma }),
    );
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

  #takeHeader(record: readonly string[]): void {
    if (record.some(isDamaged)) {
      this.#problems.add({ ...NOT_UTF8, line: 1 });
      this.#problems.throwIfAny();
    }
    this.#positions = readHeader(record, this.#dictionary, this.#policy, this.#problems);
    this.#headerWidth = record.length;
    // Cells can't be judged under a header that doesn't fit.
    this.#problems.throwIfAny();
  }

  #takeRow(record: readonly string[], positions: readonly number[], lastLine: number): void {
    if (this.#builder.rowCount === this.#options.maximumRows) throw this.#tooLarge();
    let isSound = true;
    for (let i = 0; i < positions.length; i++) {
      const text = record[positions[i]];
      const cell = this.#readers[i](text);
      if (typeof cell === 'number') this.#row[i] = cell;
      else if (!this.#substitute(i, cell, text)) {
        isSound = false;
        const place = { line: firstLine(record, lastLine), column: this.#dictionary.fields[i].name };
        this.#problems.add({ ...(isDamaged(text) ? NOT_UTF8 : cell), ...place, localValue: text });
      }
    }
    if (isSound) this.#checkRow(record, lastLine);
    this.#builder.append(this.#row);
  }

  /** Whether the policy takes something else for a cell that doesn't fit. No policy takes what isn't UTF-8. */
  #substitute(field: number, problem: CellProblem, text: string): boolean {
    const value = isDamaged(text) ? undefined : this.#policy.valueFor(field, problem, text);
    if (value === undefined) return false;
    this.#row[field] = value;
    return true;
  }

  #checkRow(record: readonly string[], lastLine: number): void {
    const objection = this.#policy.objectionTo(this.#row);
    if (objection === undefined) return;
    this.#problems.add({
      code: 'CL-DATA-009',
      what: objection,
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
