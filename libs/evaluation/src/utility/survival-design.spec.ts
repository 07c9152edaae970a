import { describe, expect, test } from '@jest/globals';
import type { DataDictionary } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { designColumns, survivalDesign } from './survival-design.ts';

const DICTIONARY: DataDictionary = dictionaryOf([
  categorical('grade', ['1', '2', '3', '4']),
  numeric('age', { minimum: 0, maximum: 100 }),
  numeric('count', { role: 'log', minimum: 1, maximum: 1000 }),
  numeric('months', { outcome: true }),
]);

const ROWS = 1000;
const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
/** Every other row has its event. */
const isEvent = Uint8Array.from(rows, (row) => row % 2);

test('states of enough rows and events get a column; the others are what they are compared with', () => {
  // 19 rows are less than 2 %; state 4 has 30 rows, all without an event.
  const grade = cells([
    [0, 600],
    [1, 19],
    [-1, 200],
    [2, 151],
    [3, 30],
  ]);
  const withoutEvents = isEvent.map((event, row) => (grade[row] === 3 ? 0 : event));
  const table = tableOf({ grade: { kind: 'categorical', codes: grade } });
  expect(survivalDesign(DICTIONARY, table, rows, withoutEvents)).toEqual([
    { kind: 'state', field: 'grade', code: -1 },
    { kind: 'state', field: 'grade', code: 2 },
  ]);
  const [missing] = designColumns(DICTIONARY, [{ kind: 'state', field: 'grade', code: -1 }], table, rows);
  expect(missing).toEqual(Float64Array.from(grade, (code) => (code === -1 ? 1 : 0)));
});

test('numbers are scaled, logarithmic ones on their scale and within the agreed bounds; missing ones are the mean', () => {
  const values = Float64Array.from(rows, (row) => (row % 2 === 0 ? 1 : Math.E ** 2));
  values[0] = Number.NaN;
  values[1] = 10_000;
  const table = tableOf({ count: { kind: 'numeric', values } });
  const some = Int32Array.of(0, 2, 3, 4, 5);
  // 10 events at least, whichever rows.
  const terms = survivalDesign(DICTIONARY, table, rows, isEvent);
  expect(terms).toEqual([
    { kind: 'number', field: 'count', mean: expect.closeTo(1, 1), standardDeviation: expect.closeTo(1, 1) },
  ]);
  const [column] = designColumns(
    DICTIONARY,
    [{ kind: 'number', field: 'count', mean: 1, standardDeviation: 2 }],
    table,
    some,
  );
  expect(Array.from(column)).toEqual([0, -0.5, expect.closeTo(0.5, 12), -0.5, expect.closeTo(0.5, 12)]);
  const [beyond] = designColumns(
    DICTIONARY,
    [{ kind: 'number', field: 'count', mean: 0, standardDeviation: 1 }],
    table,
    Int32Array.of(1),
  );
  expect(beyond[0]).toBeCloseTo(Math.log(1000), 12);
});

test('numbers that are missing often enough get a column for that', () => {
  const values = Float64Array.from(rows, (row) => (row < 100 ? Number.NaN : row % 7));
  const terms = survivalDesign(DICTIONARY, tableOf({ age: { kind: 'numeric', values } }), rows, isEvent);
  expect(terms.map(({ kind }) => kind)).toEqual(['number', 'missing']);
});

describe('nothing to learn from', () => {
  test('constant columns', () => {
    expect(survivalDesign(DICTIONARY, tableOf({}), rows, isEvent)).toEqual([]);
    const third = tableOf({ age: { kind: 'numeric', values: new Float64Array(ROWS).fill(1 / 3) } });
    expect(survivalDesign(DICTIONARY, third, rows, isEvent)).toEqual([]);
  });

  test('fewer than 10 events, or no row', () => {
    const table = tableOf({ age: { kind: 'numeric', values: Float64Array.from(rows) } });
    expect(survivalDesign(DICTIONARY, table, rows, new Uint8Array(ROWS).fill(1, 0, 9))).toEqual([]);
    expect(survivalDesign(DICTIONARY, table, rows, new Uint8Array(ROWS).fill(1, 0, 10))).toHaveLength(1);
    expect(survivalDesign(DICTIONARY, table, new Int32Array(), new Uint8Array())).toEqual([]);
  });
});

/** Each code so many times. */
function cells(runs: readonly (readonly [number, number])[]): Int32Array {
  return Int32Array.from(runs.flatMap(([code, count]) => Array<number>(count).fill(code)));
}

/** The other columns are constant. */
function tableOf(columns: Readonly<Record<string, Column>>): Table {
  const constant = new Map<string, Column>([
    ['grade', { kind: 'categorical', codes: new Int32Array(ROWS) }],
    ['age', { kind: 'numeric', values: new Float64Array(ROWS).fill(50) }],
    ['count', { kind: 'numeric', values: new Float64Array(ROWS).fill(5) }],
    ['months', { kind: 'numeric', values: Float64Array.from({ length: ROWS }, (_, row) => row % 90) }],
  ]);
  return { rowCount: ROWS, columns: new Map([...constant, ...Object.entries(columns)]) };
}
