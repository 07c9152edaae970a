import { CohortloomError } from '#errors/cohortloom-error';
import { openCsv } from '../csv/csv-file.ts';

/** A column as text, over all files; rows of a file without the column have an empty cell. */
export interface RawColumn {
  readonly name: string;
  readonly cells: readonly string[];
  /** Whether numbers may have a decimal comma. */
  readonly decimalComma: boolean;
}

interface Growing {
  readonly cells: string[];
  files: number;
}

const MAXIMUM_ROWS = 1_000_000;

/** The columns of all files in order of first appearance, cells trimmed, rows below one another. Throws CL-DATA-005, 007, 010, 012. */
export async function readRawColumns(
  paths: readonly string[],
): Promise<{ readonly columns: RawColumn[]; readonly notes: string[] }> {
  const columns = new Map<string, Growing>();
  let rowCount = 0;
  let decimalComma = false;
  for (const path of paths) {
    const csv = await openCsv(path);
    decimalComma ||= csv.delimiter !== ',';
    const before = rowCount;
    let header: readonly Growing[] | undefined;
    await csv.forEachRecord(
      (record, lastLine) => {
        if (!header) {
          header = columnsOf(columns, record, path);
          return;
        }
        if (record.length !== header.length) throw ragged(path, lastLine, record.length, header.length);
        if (rowCount === MAXIMUM_ROWS) throw tooLarge(path);
        header.forEach(({ cells }, i) => (cells[rowCount] = record[i].trim()));
        rowCount++;
      },
      { skipEmptyLines: true },
    );
    if (rowCount === before) throw empty(path);
  }
  return {
    columns: Array.from(columns, ([name, { cells }]) => ({
      name,
      cells: Array.from({ length: rowCount }, (_, row) => cells[row] ?? ''),
      decimalComma,
    })),
    notes: Array.from(columns).flatMap(([name, { files }]) =>
      files === paths.length ? [] : [`Column ${name} is in ${files} of ${paths.length} files.`],
    ),
  };
}

/** Throws CL-DATA-007 for columns without a name of their own. */
function columnsOf(columns: Map<string, Growing>, record: readonly string[], file: string): Growing[] {
  const names = record.map((name) => name.trim());
  const second = names.findIndex((name, i) => name === '' || names.indexOf(name) !== i);
  if (second >= 0) {
    throw new CohortloomError('CL-DATA-007', {
      what: `Column number ${second + 1} has ${names[second] === '' ? 'no name' : 'the name of another column'}.`,
      where: { file, line: 1 },
      todo: 'Give each column a name of its own in the first line.',
      localValue: names[second],
    });
  }
  return names.map((name) => columnOf(columns, name));
}

function columnOf(columns: Map<string, Growing>, name: string): Growing {
  const column = columns.get(name) ?? { cells: [], files: 0 };
  column.files++;
  columns.set(name, column);
  return column;
}

function ragged(file: string, line: number, cells: number, expected: number): CohortloomError {
  return new CohortloomError('CL-DATA-010', {
    what: `The line has ${cells} cells where the header has ${expected}.`,
    where: { file, line },
    todo: 'Put cells that hold the separator in quotation marks.',
  });
}

function empty(file: string): CohortloomError {
  return new CohortloomError('CL-DATA-005', {
    what: 'The file has no row.',
    where: { file },
    todo: 'Check that the export ran.',
  });
}

function tooLarge(file: string): CohortloomError {
  return new CohortloomError('CL-DATA-012', {
    what: `The files have more than ${MAXIMUM_ROWS} rows.`,
    where: { file },
    todo: 'Infer the data dictionary from a sample of the rows.',
  });
}
