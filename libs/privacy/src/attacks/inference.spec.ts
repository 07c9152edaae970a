import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CodedRecords } from '../coded-records.ts';
import { inferColumns, marginalMatches } from './inference.ts';

const CODES = 3;

test('guesses are the most frequent value among the rows nearest on the other columns', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }).chain(pairs), ([real, synthetic]) => {
      const right = real.columns.map((_, secret) =>
        Array.from({ length: real.rowCount }, (__, row) =>
          guess(real, synthetic, row, secret) === real.columns[secret].codes[row] ? 1 : 0,
        ),
      );
      const { byColumn, byRow } = inferColumns(real, synthetic);
      expect([...byColumn]).toEqual(right.map((rows) => rows.reduce<number>((sum, is) => sum + is, 0)));
      const perRow = Array.from({ length: real.rowCount }, (_, row) => right.reduce((sum, rows) => sum + rows[row], 0));
      expect([...byRow]).toEqual(
        [...byRow.keys()].map((count) => perRow.filter((guessed) => guessed === count).length),
      );
    }),
    { numRuns: 300 },
  );
});

test('a copy gives away every column', () => {
  const real = recordsOf([
    [0, 1, 2, 0],
    [2, 2, 2, 2],
  ]);
  const { byColumn, byRow } = inferColumns(
    real,
    recordsOf([
      [0, 1, 2, 0],
      [2, 2, 2, 2],
      [1, 0, 0, 1],
    ]),
  );
  expect([...byColumn]).toEqual([2, 2, 2, 2]);
  expect([...byRow]).toEqual([0, 0, 0, 0, 2]);
});

test('nothing is guessed from an empty cohort, or of nobody', () => {
  expect([...inferColumns(recordsOf([[0, 1]]), recordsOf([], 2)).byRow]).toEqual([0, 0, 0]);
  expect([...inferColumns(recordsOf([], 2), recordsOf([[0, 1]])).byColumn]).toEqual([0, 0]);
});

test('guessing by the margin succeeds as often as the cohort holds the value', () => {
  const matches = marginalMatches(
    recordsOf([
      [0, 1],
      [0, 2],
    ]),
    recordsOf([
      [0, 0],
      [0, 1],
      [1, 1],
    ]),
  );
  expect([...matches]).toEqual([4, 2]);
});

/** By the definition: all distances without the secret column. */
function guess(real: CodedRecords, synthetic: CodedRecords, row: number, secret: number): number | undefined {
  const distances = Array.from(
    { length: synthetic.rowCount },
    (_, other) =>
      real.columns.filter((column, i) => i !== secret && column.codes[row] !== synthetic.columns[i].codes[other])
        .length,
  );
  const least = Math.min(...distances);
  const values = [...synthetic.columns[secret].codes].filter((_, other) => distances[other] === least);
  const votes = Map.groupBy(values, (value) => value);
  return [...votes].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function pairs(columns: number): fc.Arbitrary<[CodedRecords, CodedRecords]> {
  const row = fc.array(fc.nat(CODES - 1), { minLength: columns, maxLength: columns });
  const rows = (minLength: number) =>
    fc.array(row, { minLength, maxLength: 9 }).map((list) => recordsOf(list, columns));
  return fc.tuple(rows(0), rows(1));
}

function recordsOf(rows: readonly (readonly number[])[], columnCount = rows[0].length): CodedRecords {
  const columns = Array.from({ length: columnCount }, (_, column) => ({
    codeCount: CODES,
    codes: Uint16Array.from(rows, (row) => row[column]),
  }));
  return { rowCount: rows.length, columnCount, columns };
}
