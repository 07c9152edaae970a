import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '../dictionary.ts';
import { selectRows } from '../select-rows.ts';
import type { Table } from '../table.ts';
import { detectDelimiter } from './delimiter.ts';
import { readTable, type ReadTableOptions } from './read-table.ts';

const START_CHARACTERS = 65_536;

/**
 * Reads a table that has, beside the dictionary's columns, one that names each row's group (a centre, a trial), and
 * gives the rows of each group by its name, in the order of first appearance. Throws as `readTable` does, and
 * CL-DATA-001 where the column isn't there.
 */
export async function readTablesByColumn(
  path: string,
  column: string,
  dictionary: DataDictionary,
  options: ReadTableOptions = {},
): Promise<Map<string, Table>> {
  const groups = await distinctValues(path, column);
  const grouping = {
    kind: 'categorical',
    name: column,
    states: groups,
    ordered: false,
    outcome: false,
    required: true,
  } as const;
  const extended = { ...dictionary, fields: [...dictionary.fields, grouping] };
  const table = await readTable(path, extended, options);
  const codes = table.columns.get(column);
  if (codes?.kind !== 'categorical') throw new RangeError(`column ${column} was not read`);
  const columns = new Map([...table.columns].filter(([name]) => name !== column));
  const rowsOf = groups.map(() => [] as number[]);
  codes.codes.forEach((group, row) => rowsOf[group].push(row));
  return new Map(groups.map((group, g) => [group, selectRows({ ...table, columns }, rowsOf[g])]));
}

async function distinctValues(path: string, column: string): Promise<string[]> {
  const text = await readText(path);
  const delimiter = detectDelimiter(text.slice(0, START_CHARACTERS));
  const records: Record<string, string>[] = parse(text, {
    columns: true,
    bom: true,
    delimiter,
    relax_column_count: true,
  });
  if (records.length > 0 && !(column in records[0])) {
    throw new CohortloomError('CL-DATA-001', {
      what: `The file has no column ${column} to split it by.`,
      where: { file: path, column },
      todo: 'Name one of its columns, or leave the option out to split at random.',
    });
  }
  return [...new Set(records.map((record) => record[column].trim()))];
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'The table cannot be read.',
      where: { file: path },
      todo: 'Check that the file exists and that you may read it.',
      cause,
    });
  }
}
