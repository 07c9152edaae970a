import type { DataDictionary } from '../dictionary.ts';
import type { Column, Table } from '../table.ts';
import { MisfitCounter } from './misfit-counter.ts';
import { readRows, type ReadRowsOptions } from './read-rows.ts';
import type { ColumnFindings, SyntheticFindings } from './synthetic-findings.ts';
import { type TableProblem, TableProblems } from './table-problems.ts';

export interface SyntheticTable {
  /** Every row of the file; each value is one that its field allows, or missing, be it in a required field. */
  readonly table: Table;
  readonly findings: SyntheticFindings;
}

/**
 * Reads a synthetic table, whoever made it, from a CSV file (a path, or its bytes) in the formats of `readTable`. What
 * doesn't fit the dictionary is counted instead of refused: numbers out of range become the bound, fractions in a column
 * of whole numbers the nearest one, unknown states and text for a number missing; other columns are passed over, and rows
 * are kept that lack a required value or break a constraint.
 *
 * Throws CL-IO-001, CL-DATA-001, 005, 007, 010, 012 as `readTable` does, and CL-DATA-003 or CL-DATA-004 for a column of
 * which more than half of the cells that aren't empty can't be understood: it is coded in another way.
 */
export async function readSyntheticTable(
  source: string | Uint8Array,
  dictionary: DataDictionary,
  options: ReadRowsOptions = {},
): Promise<SyntheticTable> {
  const counter = new MisfitCounter(dictionary);
  const table = await readRows(source, dictionary, counter, options);
  const findings = counter.findings(table.rowCount);
  refuseForeignCoding(table, findings, options.file ?? (typeof source === 'string' ? source : undefined));
  return { table, findings };
}

function refuseForeignCoding(table: Table, findings: SyntheticFindings, file: string | undefined): void {
  const problems = new TableProblems(file);
  for (const column of findings.columns) {
    const lost = column.wrongType + column.unknownState;
    const understood = knownCells(table.columns.get(column.column));
    if (lost > understood) problems.add(foreignCoding(column, `${lost} of ${lost + understood}`));
  }
  problems.throwIfAny();
}

function foreignCoding({ column, wrongType }: ColumnFindings, cells: string): TableProblem {
  return wrongType > 0
    ? {
        code: 'CL-DATA-003',
        what: `${cells} cells are not numbers.`,
        column,
        todo: "Check the decimal mark of the file's format, and that missing values are empty or written as in missingValues.",
      }
    : {
        code: 'CL-DATA-004',
        what: `${cells} cells are in no category of the data dictionary.`,
        column,
        todo: "Code the column as the data dictionary does (yes isn't taken for 1), and missing values as in missingValues.",
      };
}

function knownCells(column: Column | undefined): number {
  let known = 0;
  if (column?.kind === 'numeric') for (const value of column.values) known += Number.isNaN(value) ? 0 : 1;
  else if (column) for (const code of column.codes) known += code < 0 ? 0 : 1;
  return known;
}
