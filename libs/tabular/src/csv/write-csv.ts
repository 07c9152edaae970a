import { writeFile } from 'node:fs/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary, Field } from '../dictionary.ts';
import type { Column, Table } from '../table.ts';

/**
 * Writes a table as UTF-8 CSV: comma, LF, decimals of the dictionary, missing as an empty cell (or the dictionary's first
 * missing value where an empty cell isn't one). Throws CL-IO-002.
 */
export async function writeCsv(path: string, table: Table, dictionary: DataDictionary): Promise<void> {
  try {
    await writeFile(path, formatCsv(table, dictionary));
  } catch (cause) {
    throw new CohortloomError('CL-IO-002', {
      what: 'The table cannot be written.',
      where: { file: path },
      todo: 'Check that the folder exists, that you may write to it and that the disk has room.',
      cause,
    });
  }
}

/** The text of the CSV file that `writeCsv` writes. */
export function formatCsv(table: Table, dictionary: DataDictionary): string {
  const columns = dictionary.fields.map((field) => cellWriter(field, table, dictionary.missingValues));
  const lines = [dictionary.fields.map((field) => quote(field.name)).join(',')];
  for (let row = 0; row < table.rowCount; row++) lines.push(columns.map((cell) => cell(row)).join(','));
  return `${lines.join('\n')}\n`;
}

function cellWriter(field: Field, table: Table, missingValues: readonly string[]): (row: number) => string {
  const column = table.columns.get(field.name);
  if (column?.kind !== field.kind) throw new RangeError(`no ${field.kind} column ${field.name} in the table`);
  const missing = quote(missingValues.includes('') ? '' : (missingValues[0] ?? ''));
  return field.kind === 'numeric'
    ? numberWriter(column, field.decimals, missing)
    : stateWriter(column, field.states, missing);
}

function numberWriter(column: Column, decimals: number, missing: string): (row: number) => string {
  const values = column.kind === 'numeric' ? column.values : new Float64Array();
  return (row) => (Number.isNaN(values[row]) ? missing : unsignedZero(values[row].toFixed(decimals)));
}

function stateWriter(column: Column, states: readonly string[], missing: string): (row: number) => string {
  const codes = column.kind === 'categorical' ? column.codes : new Int32Array();
  const cells = states.map(quote);
  return (row) => (codes[row] < 0 ? missing : cells[codes[row]]);
}

function unsignedZero(text: string): string {
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

function quote(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
