import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expandSamples, expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { countSamples } from './weighted-values.ts';
import { wilcoxonTest, wilcoxonTestOfSamples } from './wilcoxon.ts';

const cases = Object.entries(readHypothesisTests().twoSamples);
const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 25 });

describe('Wilcoxon–Mann–Whitney test', () => {
  test.each(cases)('%s as SciPy has it', (_, oracle) => {
    const result = wilcoxonTest(oracle);
    expect(result.statistic).toBe(oracle.wilcoxon.statistic);
    expectRelative(result.pValue, oracle.wilcoxon.pValue);
    expect(wilcoxonTestOfSamples(...expandSamples(oracle))).toEqual(result);
  });

  test('W counts the pairs in which the first is larger, ties half', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const pairs = x.flatMap((a) => y.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const { statistic, superiority } = wilcoxonTestOfSamples(x, y);
        expect(statistic).toBe(pairs.reduce<number>((sum, pair) => sum + pair, 0));
        expect(superiority).toBe(statistic / pairs.length);
      }),
    );
  });

  test('depends on the order of values alone, and is symmetric', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const result = wilcoxonTestOfSamples(x, y);
        expect(wilcoxonTestOfSamples(x.map(Math.exp), y.map(Math.exp))).toEqual(result);
        const swapped = wilcoxonTestOfSamples(y, x);
        expect(swapped.pValue).toBe(result.pValue);
        expect(swapped.superiority).toBeCloseTo(1 - result.superiority, 14);
      }),
    );
  });

  test('the sum of the sites is the pooled result', () => {
    const [x, y] = [
      [1, 2, 2, 5, 7],
      [2, 3, 7, 8],
    ];
    const bins = [1, 2, 3, 5, 7, 8];
    const site = (first: number[], second: number[]) => {
      const counts = (values: number[]) => bins.map((bin) => values.filter((value) => value === bin).length);
      return { first: counts(first), second: counts(second) };
    };
    const [a, b] = [site(x.slice(0, 2), y.slice(0, 3)), site(x.slice(2), y.slice(3))];
    const sum = (p: number[], q: number[]) => p.map((count, i) => count + q[i]);
    const summed = { values: bins, first: sum(a.first, b.first), second: sum(a.second, b.second) };
    expect(wilcoxonTest(summed)).toEqual(wilcoxonTest(countSamples(x, y)));
  });

  test('all values equal: no test, no superiority', () => {
    expect(wilcoxonTestOfSamples([3, 3, 3], [3, 3])).toEqual({
      statistic: 3,
      z: NaN,
      pValue: NaN,
      superiority: 0.5,
    });
  });

  test('an empty sample: nothing is defined', () => {
    const nothing = { statistic: NaN, z: NaN, pValue: NaN, superiority: NaN };
    expect(wilcoxonTestOfSamples([], [1, 2])).toEqual(nothing);
    expect(wilcoxonTestOfSamples([1], [])).toEqual(nothing);
    expect(wilcoxonTestOfSamples([], [])).toEqual(nothing);
  });
});
