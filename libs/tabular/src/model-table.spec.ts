import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tables } from '../testing/arbitraries.ts';
import { dictionaryOf, numeric, TRIAL } from '../testing/trial-dictionary.ts';
import { numericValues } from './columns.ts';
import { dictionaryProblems } from './dictionary-problems.ts';
import { acceptedRows, fromModelTable, modelDictionary, toModelTable } from './model-table.ts';
import type { Table } from './table.ts';

/** first ≤ second ≤ third. */
const CHAIN = dictionaryOf(
  ['first', 'second', 'third'].map((name) => numeric(name, { decimals: 2, minimum: 0, maximum: 50 })),
  {
    constraints: [
      { kind: 'order', lesser: 'first', greater: 'second' },
      { kind: 'order', lesser: 'second', greater: 'third' },
    ],
  },
);

function tableOf(columns: Record<string, number[]>): Table {
  const [first] = Object.values(columns);
  return {
    rowCount: first.length,
    columns: new Map(
      Object.entries(columns).map(([name, values]) => [name, { kind: 'numeric', values: Float64Array.from(values) }]),
    ),
  };
}

describe('the dictionary of the model table', () => {
  const model = modelDictionary(TRIAL);

  it('has the gap in the place of the lesser column', () => {
    expect(model.fields[6]).toMatchObject({
      name: 'efs_gap',
      role: 'mixed',
      modalValues: [0],
      log: true,
      decimals: 2,
      minimum: 0,
      maximum: 240,
      required: false,
      outcome: true,
    });
    expect(model.fields.map((field) => field.name)).not.toContain('efs');
  });

  it('leaves out what refers to the lesser column, and stays valid', () => {
    expect(model.endpoints.map((endpoint) => endpoint.name)).toEqual(['OS']);
    expect(model.targets.map((target) => target.name)).toEqual(['two years', 'grade 3']);
    expect(model.constraints.map((constraint) => constraint.kind)).toEqual(['implies', 'exclusive']);
    expect(dictionaryProblems(model)).toEqual([]);
  });
});

describe('a model table', () => {
  it('has gaps free of rounding errors', () => {
    const table = tableOf({ first: [0.1], second: [0.3], third: [0.3] });
    const model = toModelTable(CHAIN, table);
    expect([...model.columns.keys()]).toEqual(['first_gap', 'second_gap', 'third']);
    expect(numericValues(model, 'first_gap')).toEqual(Float64Array.of(0.2));
    expect(numericValues(model, 'second_gap')).toEqual(Float64Array.of(0));
  });

  it('has a missing gap where either time is missing', () => {
    const model = toModelTable(CHAIN, tableOf({ first: [Number.NaN, 1], second: [2, Number.NaN], third: [3, 3] }));
    expect(numericValues(model, 'first_gap')).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(numericValues(model, 'second_gap')).toEqual(Float64Array.of(1, Number.NaN));
  });

  it.each([
    ['a trial', TRIAL],
    ['a chain of constraints', CHAIN],
  ])('gives back %s, but for a lesser value without the greater one', (_, dictionary) => {
    fc.assert(
      fc.property(tables(dictionary), (table) => {
        const { table: restored, accepted } = fromModelTable(dictionary, toModelTable(dictionary, table));
        expect(accepted).toEqual(new Uint8Array(table.rowCount).fill(1));
        expect([...restored.columns.keys()]).toEqual([...table.columns.keys()]);
        expect(restored).toEqual(
          withoutOrphans(
            dictionary === CHAIN
              ? [
                  ['second', 'third'],
                  ['first', 'second'],
                ]
              : [['efs', 'os']],
            table,
          ),
        );
      }),
    );
  });

  it('has rows rejected whose lesser value would leave its bounds', () => {
    const model = tableOf({ first_gap: [0, 2, 5], second_gap: [1, 1, Number.NaN], third: [10, 2, 3] });
    const { table, accepted } = fromModelTable(CHAIN, model);
    expect(accepted).toEqual(Uint8Array.of(1, 0, 1));
    expect(numericValues(table, 'first')).toEqual(Float64Array.of(9, -1, Number.NaN));
    expect(acceptedRows(accepted)).toEqual(Int32Array.of(0, 2));
  });
});

/** The table with each lesser value missing where the greater one is. */
function withoutOrphans(pairs: readonly (readonly [string, string])[], table: Table): Table {
  const columns = new Map(table.columns);
  for (const [lesser, greater] of pairs) {
    const limit = numericValues({ ...table, columns }, greater);
    const values = numericValues(table, lesser).map((value, row) => (Number.isNaN(limit[row]) ? Number.NaN : value));
    columns.set(lesser, { kind: 'numeric', values });
  }
  return { ...table, columns };
}
