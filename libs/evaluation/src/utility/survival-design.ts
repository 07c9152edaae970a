import { categoryCodes, numericValues } from '#tabular/columns';
import {
  type CategoricalField,
  type DataDictionary,
  type Field,
  fieldNamed,
  type NumericField,
} from '#tabular/dictionary';
import { logShift } from '#tabular/log-transform';
import type { Table } from '#tabular/table';

/** A column of the design of a regression. Plain JSON. */
export type DesignTerm =
  /** 1 where the field has the state of that code, −1 for missing; else 0. */
  | { readonly kind: 'state'; readonly field: string; readonly code: number }
  /** 1 where the number is missing; else 0. */
  | { readonly kind: 'missing'; readonly field: string }
  /** (x − mean) / standardDeviation, x on the logarithmic scale where the field is; 0 where missing. */
  | {
      readonly kind: 'number';
      readonly field: string;
      readonly mean: number;
      readonly standardDeviation: number;
    };

/** Rows that a term distinguishes: enough to learn from. */
const LEAST_SHARE = 0.02;
const LEAST_EVENTS = 10;

/**
 * The columns for a table. Every field that is no outcome takes part: a state (or missing) that at least 2 % of the rows
 * have, 10 with an event among them, gets a column; the most frequent one is what they are compared with, together with
 * all rarer ones. Numbers get a column where they vary, and one for missing under the same condition. No column at all
 * for fewer than 10 events.
 * @param rows of the table that count
 * @param isEvent aligned with `rows`
 */
export function survivalDesign(
  dictionary: DataDictionary,
  table: Table,
  rows: Int32Array,
  isEvent: Uint8Array,
): DesignTerm[] {
  if (countOnes(isEvent) < LEAST_EVENTS) return [];
  return dictionary.fields
    .filter((field) => !field.outcome)
    .flatMap((field) =>
      field.kind === 'categorical' ? stateTerms(field, table, rows, isEvent) : numberTerms(field, table, rows, isEvent),
    );
}

/** Values of each term for the rows of a table; column by column. */
export function designColumns(
  dictionary: DataDictionary,
  terms: readonly DesignTerm[],
  table: Table,
  rows: Int32Array,
): Float64Array[] {
  return terms.map((term) => {
    const field = fieldNamed(dictionary, term.field);
    if (term.kind === 'state') {
      const codes = categoryCodes(table, term.field);
      return Float64Array.from(rows, (row) => (codes[row] === term.code ? 1 : 0));
    }
    const values = numericValues(table, term.field);
    if (term.kind === 'missing') return Float64Array.from(rows, (row) => (Number.isNaN(values[row]) ? 1 : 0));
    return Float64Array.from(rows, (row) =>
      Number.isNaN(values[row]) ? 0 : (scaled(field, values[row]) - term.mean) / term.standardDeviation,
    );
  });
}

function stateTerms(
  { name, states }: CategoricalField,
  table: Table,
  rows: Int32Array,
  isEvent: Uint8Array,
): DesignTerm[] {
  const codes = categoryCodes(table, name);
  const cells = Array.from({ length: states.length + 1 }, (_, cell) => ({ code: cell - 1, rows: 0, events: 0 }));
  rows.forEach((row, i) => {
    const cell = cells[codes[row] + 1];
    cell.rows++;
    cell.events += isEvent[i];
  });
  const reference = cells.reduce((most, cell) => (cell.rows > most.rows ? cell : most));
  return cells
    .filter((cell) => cell !== reference && isEnough(cell.rows, cell.events, rows.length))
    .map(({ code }): DesignTerm => ({ kind: 'state', field: name, code }));
}

function numberTerms(field: NumericField, table: Table, rows: Int32Array, isEvent: Uint8Array): DesignTerm[] {
  const values = numericValues(table, field.name);
  const present = Float64Array.from(rows, (row) => values[row]).filter((value) => !Number.isNaN(value));
  const x = present.map((value) => scaled(field, value));
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const standardDeviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
  const missingEvents = rows.reduce((sum, row, i) => sum + (Number.isNaN(values[row]) ? isEvent[i] : 0), 0);
  const terms: DesignTerm[] = [];
  // A constant column may have a deviation of rounding errors.
  if (x.some((value) => value !== x[0])) terms.push({ kind: 'number', field: field.name, mean, standardDeviation });
  if (isEnough(rows.length - x.length, missingEvents, rows.length)) terms.push({ kind: 'missing', field: field.name });
  return terms;
}

function isEnough(rows: number, events: number, total: number): boolean {
  return rows >= LEAST_SHARE * total && events >= LEAST_EVENTS;
}

/** A number on the scale of its field, within the agreed bounds. */
function scaled(field: Field, value: number): number {
  if (field.kind !== 'numeric') return Number.NaN;
  const bounded = Math.min(field.maximum, Math.max(field.minimum, value));
  return field.role === 'log' || field.log ? Math.log(bounded + logShift(field.minimum)) : bounded;
}

function countOnes(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
