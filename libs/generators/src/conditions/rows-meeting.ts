import { categoryCodes, numericValues } from '#tabular/columns';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type Given, type GivenValue, isRange } from './given.ts';

/** 1 for each row of a study's table that meets all conditions. They must be such as `checkGiven` lets pass. */
export function rowsMeeting(dictionary: DataDictionary, table: Table, given: Given): Uint8Array {
  const tests = Object.entries(given).map(([name, value]) => testOf(dictionary, table, name, value));
  return Uint8Array.from({ length: table.rowCount }, (_, row) => (tests.every((meets) => meets(row)) ? 1 : 0));
}

function testOf(dictionary: DataDictionary, table: Table, name: string, value: GivenValue): (row: number) => boolean {
  if (table.columns.get(name)?.kind === 'categorical') {
    const codes = categoryCodes(table, name);
    const wanted = value === null ? -1 : stateCode(dictionary, name, String(value));
    return (row) => codes[row] === wanted;
  }
  const values = numericValues(table, name);
  if (value === null || !isRange(value)) return (row) => Number.isNaN(values[row]);
  return (row) => values[row] >= value.least && values[row] <= value.greatest;
}
