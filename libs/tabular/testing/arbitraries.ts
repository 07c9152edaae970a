import fc from 'fast-check';
import { numericValues } from '../src/columns.ts';
import type { CategoricalField, DataDictionary, Field, NumericField } from '../src/dictionary.ts';
import type { Column, Table } from '../src/table.ts';
import { categorical, dictionaryOf, numeric } from './trial-dictionary.ts';

/** Dictionaries of any fields, without endpoints and constraints. */
export const dictionaries: fc.Arbitrary<DataDictionary> = fc
  .uniqueArray(fc.tuple(names(), fc.oneof(numericShapes(), categoricalShapes())), {
    minLength: 1,
    maxLength: 6,
    selector: ([name]) => name,
  })
  .map((fields) => dictionaryOf(fields.map(([name, field]): Field => ({ ...field, name }))));

/** A dictionary and a table of it, with missing values where they're allowed. */
export function dictionariesWithTable(rows = { min: 1, max: 40 }): fc.Arbitrary<{
  readonly dictionary: DataDictionary;
  readonly table: Table;
}> {
  return dictionaries.chain((dictionary) => tables(dictionary, rows).map((table) => ({ dictionary, table })));
}

/** Tables of a dictionary whose `order` constraints hold; other constraints are left to chance. */
export function tables(dictionary: DataDictionary, rows = { min: 1, max: 40 }): fc.Arbitrary<Table> {
  return fc.integer(rows).chain((rowCount) =>
    fc.tuple(...dictionary.fields.map((field) => columns(field, rowCount))).map((cells) => {
      const table = { rowCount, columns: new Map(dictionary.fields.map((field, i) => [field.name, cells[i]])) };
      for (const constraint of dictionary.constraints) {
        if (constraint.kind === 'order') sortPair(table, constraint.lesser, constraint.greater);
      }
      return table;
    }),
  );
}

/** A value of a field, on the grid of its decimals. */
export function fieldValues(field: NumericField): fc.Arbitrary<number> {
  const unit = 10 ** field.decimals;
  const range = { min: Math.ceil(field.minimum * unit - 1e-6), max: Math.floor(field.maximum * unit + 1e-6) };
  const anywhere = fc.integer(range).map((units) => units / unit);
  return field.modalValues.length > 0 ? fc.oneof(anywhere, fc.constantFrom(...field.modalValues)) : anywhere;
}

function names(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name.trim() === name && !name.includes('\uFEFF'));
}

function numericShapes(): fc.Arbitrary<Field> {
  return fc
    .record({
      role: fc.constantFrom('continuous', 'log', 'general', 'mixed'),
      decimals: fc.integer({ min: 0, max: 3 }),
      minimum: fc.integer({ min: -50, max: 50 }),
      span: fc.integer({ min: 1, max: 500 }),
      required: fc.boolean(),
      log: fc.boolean(),
    })
    .map(({ role, decimals, minimum, span, required, log }) =>
      numeric('', {
        role,
        decimals,
        integer: decimals === 0,
        minimum,
        maximum: minimum + span,
        required,
        modalValues: role === 'mixed' ? [minimum] : [],
        ...(role === 'mixed' && log ? { log } : {}),
      }),
    );
}

function categoricalShapes(): fc.Arbitrary<Field> {
  const states = fc
    .string({ minLength: 1, maxLength: 6 })
    .filter((state) => state.trim() === state && state !== 'NA' && !state.includes('\uFEFF'));
  return fc
    .record({ states: fc.uniqueArray(states, { minLength: 1, maxLength: 4 }), required: fc.boolean() })
    .map(({ states: list, required }) => categorical('', list, { required }));
}

function columns(field: Field, rowCount: number): fc.Arbitrary<Column> {
  const size = { minLength: rowCount, maxLength: rowCount };
  if (field.kind === 'numeric') {
    return fc
      .array(field.required ? fieldValues(field) : fc.option(fieldValues(field), { nil: Number.NaN }), size)
      .map((values) => ({ kind: 'numeric', values: Float64Array.from(values) }));
  }
  return fc.array(codes(field), size).map((list) => ({ kind: 'categorical', codes: Int32Array.from(list) }));
}

function codes(field: CategoricalField): fc.Arbitrary<number> {
  return fc.integer({ min: field.required ? 0 : -1, max: field.states.length - 1 });
}

function sortPair(table: Table, lesser: string, greater: string): void {
  const a = numericValues(table, lesser);
  const b = numericValues(table, greater);
  for (let row = 0; row < table.rowCount; row++) if (a[row] > b[row]) [a[row], b[row]] = [b[row], a[row]];
}
