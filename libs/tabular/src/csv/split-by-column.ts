import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '../dictionary.ts';
import { selectRows } from '../select-rows.ts';
import type { Table } from '../table.ts';
import { openCsv } from './csv-file.ts';
import { readTable, type ReadTableOptions } from './read-table.ts';

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
  const values = new Set<string>();
  let position: number | undefined;
  const csv = await openCsv(path);
  await csv.forEachRecord(
    (record) => {
      if (position !== undefined) values.add((record[position] ?? '').trim());
      else position = positionOf(column, record, path);
    },
    { skipEmptyLines: true },
  );
  return [...values];
}

function positionOf(column: string, header: readonly string[], file: string): number {
  const position = header.findIndex((name) => name.trim() === column);
  if (position >= 0) return position;
  throw new CohortloomError('CL-DATA-001', {
    what: `The file has no column ${column} to split it by.`,
    where: { file, column },
    todo: 'Name one of its columns, or leave the option out to split at random.',
  });
}
