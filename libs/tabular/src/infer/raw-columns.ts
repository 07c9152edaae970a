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

/** The columns of all files in order of first appearance, cells trimmed, rows below one another. */
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
      (record) => {
        if (!header) {
          header = record.map((name) => columnOf(columns, name.trim()));
          return;
        }
        if (rowCount === MAXIMUM_ROWS) throw tooLarge(path);
        header.forEach(({ cells }, i) => (cells[rowCount] = (record[i] ?? '').trim()));
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

function columnOf(columns: Map<string, Growing>, name: string): Growing {
  const column = columns.get(name) ?? { cells: [], files: 0 };
  column.files++;
  columns.set(name, column);
  return column;
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
