import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';
import { RandomStream } from '#random/random-stream';
import { tables } from '../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../tabular/testing/trial-dictionary.ts';
import { type CodedRecords, codeRecords, selectColumns, selectRecords } from './coded-records.ts';
import { comparableCells } from './comparable-cells.ts';
import { countExactMatches } from './exact-matches.ts';
import { distanceHistogram, meanDistance, nearestDistances, nearestRecords, recordsWithin } from './nearest-records.ts';

/** States per column, missing left out: columns compared in threes, in twos and alone, and numbers. */
const STATES = [2, 3, 3, 1, 7, 15, 16, 200, 255, 256, 40_000, 300];
const CUTS = [0.5, 2, 7];

const dictionary: DataDictionary = {
  name: 'records',
  fields: [...STATES.map(categorical), ...Array.from({ length: 20 }, (_, i) => categorical(2, 100 + i)), numeric('x')],
  endpoints: [],
  targets: [],
  constraints: [],
  missingValues: [''],
  minimumCellSize: 5,
};

test('distances are those of counting unequal columns', () => {
  fc.assert(
    fc.property(cohort(), cohort(), (from, to) => {
      const cuts = new Map([['x', CUTS]]);
      const distances = nearestDistances(codeRecords(dictionary, from, cuts), codeRecords(dictionary, to, cuts));
      const expected = Array.from({ length: from.rowCount }, (_, row) => {
        const all = Array.from({ length: to.rowCount }, (__, other) => hamming(from, row, to, other));
        return Math.min(dictionary.fields.length + 1, ...all);
      });
      expect(Array.from(distances)).toEqual(expected);
    }),
  );
});

test.each([
  ['no row', [3, 4], 2, 0],
  ['one row', [3, 4], 2, 1],
  ['a word of rows', [2, 3, 3, 4, 11], 4, 32],
  ['rows of more than two blocks', [3, 3, 3, 3, 11, 70], 5, 2100],
  ['columns of one code', [1, 1, 1, 1], 3, 40],
  ['more columns than seven digits count', new Array<number>(300).fill(3), 4, 70],
  ['as many columns as seven digits count', new Array<number>(127).fill(2), 4, 70],
])('distances to %s are those of counting', (_, codeCounts, fromCount, toCount) => {
  const from = randomRecords(codeCounts, fromCount, 'from');
  const to = randomRecords(codeCounts, toCount, 'to');
  const all = Array.from({ length: fromCount }, (__, row) =>
    Array.from({ length: toCount }, (___, other) => unequalColumns(from, row, to, other)),
  );
  const far = codeCounts.length + 1;
  expect(Array.from(nearestDistances(from, to))).toEqual(all.map((row) => Math.min(far, ...row)));

  const nearest = nearestRecords(from, to, 12);
  const ranked = all.map((row) => [...row.entries()].toSorted(([i, a], [j, b]) => a - b || i - j).slice(0, 12));
  expect(nearest.count).toBe(Math.min(12, toCount));
  expect(Array.from(nearest.rows)).toEqual(ranked.flat().map(([row]) => row));
  expect(Array.from(nearest.distances)).toEqual(ranked.flat().map(([, distance]) => distance));

  const bounds = Uint16Array.from(all, (row) => Math.min(far, Math.min(...row) + 2));
  expect(recordsWithin(from, to, bounds)).toEqual(
    all.map((row, i) => [...row.keys()].filter((other) => row[other] < bounds[i])),
  );
});

test('every row is at the greatest distance when all columns differ', () => {
  const [zeros, ones] = [0, 1].map((code) => constantRecords(127, 5, code));
  expect(Array.from(nearestDistances(zeros, ones))).toEqual(new Array(5).fill(127));
  expect(Array.from(nearestDistances(zeros, zeros))).toEqual(new Array(5).fill(0));
});

test('a selection of columns counts over these alone', () => {
  const records = randomRecords([3, 5, 2, 4], 20, 'columns');
  const chosen = selectColumns(records, [3, 1]);
  expect(chosen.columnCount).toBe(2);
  expect(unequalColumns(chosen, 0, chosen, 1)).toBe(
    Number(records.columns[3].codes[0] !== records.columns[3].codes[1]) +
      Number(records.columns[1].codes[0] !== records.columns[1].codes[1]),
  );
});

test('selected records are those of selected rows', () => {
  fc.assert(
    fc.property(cohort(), (table) => {
      const packed = codeRecords(dictionary, table, new Map());
      const reversed = selectRecords(
        packed,
        Array.from({ length: table.rowCount }, (_, i) => table.rowCount - 1 - i),
      );
      expect(Array.from(nearestDistances(reversed, packed)).every((distance) => distance === 0)).toBe(true);
    }),
  );
});

test('each row matches itself exactly, and no longer once one cell changes', () => {
  const table = tableOf([[0, 1, 2, 0, 3, 4, 5, 6, 7, 8, 9, 10, ...new Array<number>(20).fill(1)]], [1.25]);
  expect(countExactMatches(dictionary, table, table)).toBe(1);
  const changed = new Map(table.columns).set('x', { kind: 'numeric', values: Float64Array.of(1.26) });
  expect(countExactMatches(dictionary, table, { rowCount: 1, columns: changed })).toBe(0);
  expect(countExactMatches(dictionary, table, tableOf([], []))).toBe(0);
});

test('rows that some other row equals are counted, missing equal to missing', () => {
  fc.assert(
    fc.property(tables(TRIAL, { min: 1, max: 30 }), fc.array(fc.nat(), { maxLength: 40 }), (table, drawn) => {
      const half = Math.ceil(table.rowCount / 2);
      const others = selectRows(
        table,
        drawn.map((row) => row % half),
      );
      const keysOf = (of: Table) => {
        const columns = comparableCells(TRIAL, of);
        return Array.from({ length: of.rowCount }, (_, row) => columns.map((cells) => cells[row]).join());
      };
      const known = new Set(keysOf(others));
      const expected = keysOf(table).filter((key) => known.has(key)).length;
      expect(countExactMatches(TRIAL, table, others)).toBe(expected);
    }),
  );
});

test('histogram and mean', () => {
  const histogram = distanceHistogram(Uint16Array.of(0, 2, 2, 5), 4);
  expect(Array.from(histogram)).toEqual([1, 0, 2, 0, 0]);
  expect(meanDistance(histogram)).toBe(4 / 3);
  expect(meanDistance([0, 0])).toBeNaN();
});

function randomRecords(codeCounts: readonly number[], rowCount: number, seed: string): CodedRecords {
  const stream = new RandomStream(seed);
  const columns = codeCounts.map((codeCount) => ({
    codeCount,
    codes: Uint16Array.from({ length: rowCount }, () => stream.int(codeCount)),
  }));
  return { rowCount, columnCount: columns.length, columns };
}

function constantRecords(columnCount: number, rowCount: number, code: number): CodedRecords {
  const column = { codeCount: 2, codes: new Uint16Array(rowCount).fill(code) };
  return { rowCount, columnCount, columns: Array.from({ length: columnCount }, () => column) };
}

function unequalColumns(a: CodedRecords, row: number, b: CodedRecords, other: number): number {
  return a.columns.filter(({ codes }, column) => codes[row] !== b.columns[column].codes[other]).length;
}

function categorical(stateCount: number, index: number): Field {
  const states = Array.from({ length: stateCount }, (_, state) => `${state}`);
  return { name: `c${index}`, kind: 'categorical', states, ordered: false, outcome: false, required: false };
}

function numeric(name: string): Field {
  return {
    name,
    kind: 'numeric',
    role: 'continuous',
    integer: false,
    decimals: 2,
    minimum: 0,
    maximum: 10,
    modalValues: [],
    outcome: false,
    required: false,
  };
}

function cohort(): fc.Arbitrary<Table> {
  const code = (field: Field) =>
    fc.integer({ min: -1, max: field.kind === 'categorical' ? field.states.length - 1 : 0 });
  const codes = fc.tuple(...dictionary.fields.slice(0, -1).map(code));
  const number = fc.oneof(fc.constant(Number.NaN), fc.constantFrom(0, 0.5, 1, 2, 2.01, 9));
  return fc.array(fc.tuple(codes, number), { maxLength: 6 }).map((rows) =>
    tableOf(
      rows.map(([cells]) => cells),
      rows.map(([, value]) => value),
    ),
  );
}

function tableOf(rows: readonly (readonly number[])[], numbers: readonly number[]): Table {
  const columns = new Map<string, Column>(
    dictionary.fields
      .slice(0, -1)
      .map(({ name }, i) => [name, { kind: 'categorical', codes: Int32Array.from(rows, (row) => row[i]) }]),
  );
  return { rowCount: rows.length, columns: columns.set('x', { kind: 'numeric', values: Float64Array.from(numbers) }) };
}

/** By the definition, one column after another. */
function hamming(a: Table, row: number, b: Table, other: number): number {
  return [...a.columns].filter(([name, column]) => {
    const twin = b.columns.get(name);
    if (column.kind === 'categorical' && twin?.kind === 'categorical') return column.codes[row] !== twin.codes[other];
    if (column.kind === 'numeric' && twin?.kind === 'numeric')
      return bin(column.values[row]) !== bin(twin.values[other]);
    return true;
  }).length;
}

/** Closed on the right. */
function bin(value: number): number {
  return Number.isNaN(value) ? -1 : CUTS.filter((cut) => value > cut).length;
}
