import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { chiSquaredTest } from './chi-squared.ts';

const table = fc.array(fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 });

describe("Pearson's χ²", () => {
  test.each(readHypothesisTests().chiSquared)('p = $pValue, as SciPy has it', (oracle) => {
    const result = chiSquaredTest(oracle.table);
    expect(result.degreesOfFreedom).toBe(oracle.degreesOfFreedom);
    expectRelative(result.statistic, oracle.statistic);
    expectRelative(result.pValue, oracle.pValue);
    expectRelative(result.leastExpected, oracle.leastExpected);
    const corrected = chiSquaredTest(oracle.table, { yates: true });
    expectRelative(corrected.statistic, oracle.yatesStatistic);
    expectRelative(corrected.pValue, oracle.yatesP);
  });

  test('does not mind order, sides, and empty rows and columns', () => {
    fc.assert(
      fc.property(table, (counts) => {
        const { statistic, degreesOfFreedom, pValue } = chiSquaredTest(counts);
        fc.pre(degreesOfFreedom > 0);
        const turned = counts[0].map((_, column) => counts.map((row) => row[column]).toReversed());
        for (const other of [turned, counts.map((row) => [0, ...row]), [[0, 0, 0], ...counts]]) {
          const result = chiSquaredTest(other);
          expect(result.degreesOfFreedom).toBe(degreesOfFreedom);
          expect(result.statistic).toBeCloseTo(statistic, 9);
          expect(result.pValue).toBeCloseTo(pValue, 9);
        }
      }),
    );
  });

  test('is 0 for proportional rows, and the correction never turns its sign', () => {
    const independent = [
      [2, 6],
      [3, 9],
    ];
    expect(chiSquaredTest(independent)).toMatchObject({ statistic: 0, pValue: 1 });
    expect(chiSquaredTest(independent, { yates: true })).toMatchObject({ statistic: 0, pValue: 1 });
  });

  test.each([
    [
      'one column',
      [
        [3, 0],
        [5, 0],
      ],
      3,
    ],
    [
      'one row',
      [
        [3, 4],
        [0, 0],
      ],
      3,
    ],
    [
      'no counts',
      [
        [0, 0],
        [0, 0],
      ],
      NaN,
    ],
    ['nothing', [], NaN],
  ])('%s: no test', (_, counts, leastExpected) => {
    expect(chiSquaredTest(counts)).toEqual({ statistic: NaN, degreesOfFreedom: 0, pValue: NaN, leastExpected });
  });
});
