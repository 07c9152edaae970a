import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import type { TwoByTwo } from './contingency-table.ts';
import { fisherExactTest } from './fisher-exact.ts';

const count = fc.nat(40);
const table = fc.tuple(fc.tuple(count, count), fc.tuple(count, count));

describe("Fisher's exact test", () => {
  test.each(readHypothesisTests().fisher)('p = $pValue, as SciPy has it', (oracle) => {
    const result = fisherExactTest(oracle.table);
    expectRelative(result.pValue, oracle.pValue);
    expectRelative(result.oddsRatio, Number(oracle.oddsRatio), 1e-8);
    expectRelative(result.lower, oracle.lower, 1e-8);
    expectRelative(result.upper, Number(oracle.upper), 1e-8);
  });

  test('turns over with its columns, and stays when it is transposed', () => {
    fc.assert(
      fc.property(table, ([[a, b], [c, d]]) => {
        const result = fisherExactTest([
          [a, b],
          [c, d],
        ]);
        const turned = fisherExactTest([
          [b, a],
          [d, c],
        ]);
        expectRelative(turned.pValue, result.pValue);
        expectRelative(turned.oddsRatio, 1 / result.oddsRatio);
        expectRelative(turned.lower, 1 / result.upper);
        const transposed = fisherExactTest([
          [a, c],
          [b, d],
        ]);
        for (const key of ['pValue', 'oddsRatio', 'lower', 'upper'] as const) {
          expectRelative(transposed[key], result[key]);
        }
      }),
    );
  });

  test('the estimate lies in the interval, and p in (0, 1]', () => {
    fc.assert(
      fc.property(table, (counts) => {
        const { pValue, oddsRatio, lower, upper } = fisherExactTest(counts);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        fc.pre(!Number.isNaN(oddsRatio));
        expect(lower).toBeLessThanOrEqual(oddsRatio);
        expect(upper).toBeGreaterThanOrEqual(oddsRatio);
      }),
    );
  });

  test('tables as likely as the one seen count in spite of rounding', () => {
    // Both extremes have the same probability, 1 in 20 ways.
    expectRelative(
      fisherExactTest([
        [3, 0],
        [0, 3],
      ]).pValue,
      0.1,
    );
    expectRelative(
      fisherExactTest([
        [30, 0],
        [0, 30],
      ]).pValue,
      2 / 118264581564861424,
      1e-9,
    );
  });

  test('the tail keeps its digits', () => {
    const ways = Array.from({ length: 480 }, (_, i) => (480 + i + 1) / (i + 1)).reduce(
      (log, x) => log + Math.log(x),
      0,
    );
    expectRelative(
      fisherExactTest([
        [480, 0],
        [0, 480],
      ]).pValue,
      2 * Math.exp(-ways),
      1e-9,
    );
  });

  test.each<[string, TwoByTwo]>([
    [
      'an empty column',
      [
        [3, 0],
        [4, 0],
      ],
    ],
    [
      'an empty row',
      [
        [0, 0],
        [4, 2],
      ],
    ],
    [
      'no counts',
      [
        [0, 0],
        [0, 0],
      ],
    ],
  ])('%s: one table only', (_, counts) => {
    expect(fisherExactTest(counts)).toEqual({ pValue: 1, oddsRatio: NaN, lower: 0, upper: Infinity });
  });
});
