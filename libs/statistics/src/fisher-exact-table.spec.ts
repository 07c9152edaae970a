import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { fisherExactTableTest } from './fisher-exact-table.ts';
import { fisherExactTest } from './fisher-exact.ts';

const random = () => new RandomStream('fisher');
const count = fc.nat(30);

/** 3 trials × 4 states, 1,514 patients. */
const TRIALS = [
  [516, 10, 21, 20],
  [655, 16, 30, 38],
  [195, 3, 4, 6],
];

describe("Fisher's exact test of r × c tables", () => {
  test.each(readHypothesisTests().fisherTables)('p = $pValue, as listing all tables has it', ({ table, pValue }) => {
    const result = fisherExactTableTest(table, random());
    expect(result).toMatchObject({ method: 'exact', standardError: 0 });
    expectRelative(result.pValue, pValue);
  });

  test('of two rows and columns is the test for them', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const { pValue } = fisherExactTest([
          [a, b],
          [c, d],
        ]);
        expectRelative(
          fisherExactTableTest(
            [
              [a, b],
              [c, d],
            ],
            random(),
          ).pValue,
          pValue,
        );
      }),
    );
  });

  test('does not mind order, sides and empty rows', () => {
    const rows = fc.array(fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(rows, (table) => {
        const { pValue } = fisherExactTableTest(table, random());
        const turned = table[0].map((_, column) => table.map((row) => row[column]).toReversed());
        expectRelative(fisherExactTableTest(turned, random()).pValue, pValue);
        expectRelative(fisherExactTableTest([...table, [0, 0, 0, 0]], random()).pValue, pValue);
      }),
      { numRuns: 50 },
    );
  });

  test('of three trials is exact, soon', () => {
    const start = process.cpuUsage();
    const { pValue, method } = fisherExactTableTest(TRIALS, random());
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    expect(method).toBe('exact');
    const drawn = fisherExactTableTest(TRIALS, random(), { budget: 0 });
    expect(drawn.method).toBe('monte-carlo');
    expect(Math.abs(drawn.pValue - pValue)).toBeLessThan(4 * drawn.standardError);
  });

  test('draws where listing would take too long: the same for the same seed, right within its error', () => {
    const even = [
      [100, 110, 121, 99],
      [100, 110, 121, 140],
      [140, 123, 124, 136],
    ];
    const result = fisherExactTableTest(even, random(), { draws: 5000 });
    expect(result.method).toBe('monte-carlo');
    expect(fisherExactTableTest(even, random(), { draws: 5000 })).toEqual(result);
    const table = [
      [9, 2, 1, 0],
      [1, 3, 2, 2],
      [2, 2, 2, 6],
    ];
    const exact = fisherExactTableTest(table, random());
    const { pValue, standardError } = fisherExactTableTest(table, random(), { budget: 0, draws: 40_000 });
    expect(Math.abs(pValue - exact.pValue)).toBeLessThan(4 * standardError);
  });

  test('one row, one column, no counts: one table only', () => {
    for (const table of [
      [
        [3, 4],
        [0, 0],
      ],
      [
        [3, 0],
        [2, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
      [],
    ]) {
      expect(fisherExactTableTest(table, random())).toEqual({ pValue: 1, method: 'exact', standardError: 0 });
    }
  });
});
