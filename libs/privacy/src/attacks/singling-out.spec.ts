import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import type { Table } from '#tabular/table';
import { tables } from '../../../tabular/testing/arbitraries.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { type ComparableCells, comparableCells, MISSING_NUMBER } from '../comparable-cells.ts';
import { countMatches, isAtLeast, isAtMost, isValue, type Predicate } from './predicate.ts';
import { RowSearch } from './row-search.ts';
import { guessOfRow, naivePredicates, singleOutRows, univariatePredicates } from './singling-out.ts';

const dictionary = dictionaryOf([
  categorical('stage', ['I', 'II', 'III']),
  numeric('age', { decimals: 0, integer: true }),
]);

describe('predicates', () => {
  const cells = cellsOf([0, 1, 1, -1], [40, 50, 60.4, Number.NaN]);

  test.each<[string, Predicate, number]>([
    ['a state', [isValue(0, 1)], 2],
    ['a missing state', [isValue(0, -1)], 1],
    ['a number to its decimals', [isValue(1, 60)], 1],
    ['a missing number', [isValue(1, MISSING_NUMBER)], 1],
    ['at most: not the missing', [isAtMost(1, 50)], 2],
    ['at least: not the missing', [isAtLeast(1, 50)], 2],
    ['all of several terms', [isValue(0, 1), isAtLeast(1, 55)], 1],
    ['none', [isValue(0, 2)], 0],
    ['no term: everybody', [], 4],
  ])('%s', (_, predicate, matches) => {
    expect(countMatches(predicate, cells, 10)).toBe(matches);
    expect(countMatches(predicate, cells, 2)).toBe(Math.min(2, matches));
  });
});

describe('guesses from one column', () => {
  const univariate = (cells: ComparableCells, most: number) =>
    univariatePredicates(dictionary, new RowSearch(dictionary, cells), most, new RandomStream('seed'));

  test('are values that occur once, and the extremes of numbers', () => {
    const cells = cellsOf([0, 1, 1, -1, 1], [40, 40, 55, 60, Number.NaN]);
    const guesses = univariate(cells, 20);
    const expected = [
      isValue(0, 0),
      isValue(0, -1),
      isValue(1, 55),
      isValue(1, 60),
      isValue(1, MISSING_NUMBER),
      isAtMost(1, 40),
      isAtLeast(1, 60),
    ];
    expect(guesses).toHaveLength(expected.length);
    expect(guesses).toEqual(expect.arrayContaining(expected.map((term) => [term])));
  });

  test('take turns between columns', () => {
    const cells = cellsOf(
      Array.from({ length: 50 }, (_, i) => (i === 0 ? 2 : 0)),
      Array.from({ length: 50 }, (_, i) => i),
    );
    const guesses = univariate(cells, 2);
    expect(guesses[0]).toEqual([isValue(0, 2)]);
    expect(guesses[1][0].column).toBe(1);
  });

  test('there are none where nothing is rare', () => {
    expect(univariate(cellsOf([], []), 5)).toEqual([]);
    const all = cellsOf([1, 1], [Number.NaN, Number.NaN]);
    expect(univariate(all, 5)).toEqual([]);
  });
});

describe('guesses from several columns', () => {
  test('single out one row of their cohort, differ, and combine as many columns as asked for', () => {
    fc.assert(
      fc.property(tables(TRIAL), fc.integer({ min: 1, max: 4 }), fc.string(), (table, attributes, seed) => {
        const cells = comparableCells(TRIAL, table);
        const search = new RowSearch(TRIAL, cells);
        const rows = singleOutRows(search, attributes, 8, new RandomStream(seed));
        const guesses = rows.map((row) => guessOfRow(search, row)!);
        expect(guesses.length).toBeLessThanOrEqual(8);
        expect(new Set(guesses.map((guess) => JSON.stringify(guess))).size).toBe(guesses.length);
        for (const guess of guesses) {
          expect(countMatches(guess, cells, 9)).toBe(1);
          expect(new Set(guess.map(({ column }) => column)).size).toBe(attributes);
        }
      }),
    );
  });

  test('are kept of the rows that nobody else is like, and of no others', () => {
    const lists = fc.array(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.constantFrom(30, 40, 50, Number.NaN)), {
      minLength: 1,
      maxLength: 100,
    });
    fc.assert(
      fc.property(lists, fc.subarray([0, 1]), (rows, columns) => {
        const cells = cellsOf(
          rows.map(([stage]) => stage),
          rows.map(([, age]) => age),
        );
        const search = new RowSearch(dictionary, cells);
        for (const row of rows.keys()) {
          const predicate = search.describe(row, Int32Array.from(columns));
          expect(
            countMatches(
              predicate,
              cells.map((column) => column.slice(row, row + 1)),
              2,
            ),
          ).toBe(1);
          expect(search.isOnly(row, Int32Array.from(columns))).toBe(countMatches(predicate, cells, 2) === 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('there are none of more columns than there are, of no row, or of equal rows', () => {
    const cells = cellsOf([1, 1], [30, 30]);
    const guesses = (cohort: typeof cells, attributes: number) =>
      singleOutRows(new RowSearch(dictionary, cohort), attributes, 5, new RandomStream('seed'));
    expect(guesses(cells, 3)).toEqual([]);
    expect(guesses(cells, 2)).toEqual([]);
    expect(guesses(cellsOf([], []), 2)).toEqual([]);
  });
});

test.each([
  ['a row that is like another', [1, 0]],
  ['a row that there is not', [3, 1]],
  ['no row', [-1, 1]],
  ['a column that there is not', [0, 2]],
  ['a column twice', [0, 1, 1]],
])('%s makes no guess', (_, singledOut) => {
  const search = new RowSearch(dictionary, cellsOf([0, 1, 1], [30, 40, 50]));
  expect(guessOfRow(search, [0, 0])).toEqual([isValue(0, 0)]);
  expect(guessOfRow(search, singledOut)).toBeUndefined();
});

test('naive guesses lie within the dictionary', () => {
  const guesses = naivePredicates(dictionary, 2, 200, new RandomStream('seed'));
  expect(guesses).toHaveLength(200);
  const stages = guesses.map((guess) => guess.find(({ column }) => column === 0)!.least);
  expect([...new Set(stages)].toSorted()).toEqual([-1, 0, 1, 2]);
  const ages = guesses.map((guess) => guess.find(({ column }) => column === 1)!);
  expect(ages.every(({ least, greatest }) => [least, greatest].some((value) => value >= 0 && value <= 100))).toBe(true);
  const required = dictionaryOf([categorical('sex', ['f', 'm'], { required: true })]);
  const sexes = naivePredicates(required, 1, 50, new RandomStream('seed')).map(([term]) => term.least);
  expect([...new Set(sexes)].toSorted()).toEqual([0, 1]);
  expect(naivePredicates(dictionary, 3, 10, new RandomStream('seed'))).toEqual([]);
});

function cellsOf(stages: readonly number[], ages: readonly number[]) {
  const table: Table = {
    rowCount: stages.length,
    columns: new Map([
      ['stage', { kind: 'categorical', codes: Int32Array.from(stages) }],
      ['age', { kind: 'numeric', values: Float64Array.from(ages) }],
    ]),
  };
  return comparableCells(dictionary, table);
}
