import { categoryCodes, numericValues } from './columns.ts';
import type { Constraint, DataDictionary } from './dictionary.ts';
import { fieldNamed } from './dictionary.ts';
import type { Table } from './table.ts';

/** 1 for each row of a study's table that keeps every constraint of the dictionary; missing values break none. */
export function constraintsKept(dictionary: DataDictionary, table: Table): Uint8Array {
  const kept = new Uint8Array(table.rowCount).fill(1);
  for (const constraint of dictionary.constraints) {
    const breaks = breachOf(dictionary, constraint, table);
    for (let row = 0; row < kept.length; row++) if (breaks(row)) kept[row] = 0;
  }
  return kept;
}

type RowTest = (row: number) => boolean;

function breachOf(dictionary: DataDictionary, constraint: Constraint, table: Table): RowTest {
  switch (constraint.kind) {
    case 'order': {
      const lesser = numericValues(table, constraint.lesser);
      const greater = numericValues(table, constraint.greater);
      return (row) => lesser[row] > greater[row];
    }
    case 'implies': {
      const applies = hasState(dictionary, table, constraint.field, constraint.state);
      const holds = hasState(dictionary, table, constraint.thenField, constraint.thenState);
      const codes = categoryCodes(table, constraint.thenField);
      return (row) => applies(row) && codes[row] >= 0 && !holds(row);
    }
    case 'exclusive': {
      const members = constraint.members.map(({ field, state }) => hasState(dictionary, table, field, state));
      return (row) => members.filter((holds) => holds(row)).length > 1;
    }
  }
}

function hasState(dictionary: DataDictionary, table: Table, name: string, state: string): RowTest {
  const field = fieldNamed(dictionary, name);
  const code = field.kind === 'categorical' ? field.states.indexOf(state) : -1;
  const codes = categoryCodes(table, name);
  return (row) => code >= 0 && codes[row] === code;
}
