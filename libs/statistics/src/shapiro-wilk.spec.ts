import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { shapiroWilkTest, shapiroWilkTestOfSample } from './shapiro-wilk.ts';

const cases = readHypothesisTests().shapiro.map((oracle) => {
  const count = oracle.counts.reduce((sum, times) => sum + times, 0);
  return [`${count} values, W = ${oracle.statistic.toFixed(4)}`, oracle] as const;
});

describe('Shapiro–Wilk test', () => {
  test.each(cases)('%s as SciPy has it', (_, oracle) => {
    const result = shapiroWilkTest(oracle);
    expect(result.outcome).toBe('tested');
    // SciPy's normal quantiles have nine digits.
    expectRelative(result.statistic, oracle.statistic, 1e-8);
    if (oracle.pValue > 1e-12) expectRelative(result.pValue, oracle.pValue, 1e-6);
    else expect(result.pValue).toBeLessThan(1e-12);
    const sample = oracle.values.flatMap((value, i) => Array<number>(oracle.counts[i]).fill(value));
    expect(shapiroWilkTestOfSample(sample.toReversed())).toEqual(result);
  });

  test('is free of place, scale and sign', () => {
    const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(sample, fc.constantFrom(1e-200, -3, 1e200), fc.integer({ min: -20, max: 20 }), (x, scale, shift) => {
        const result = shapiroWilkTestOfSample(x);
        fc.pre(result.outcome === 'tested');
        const other = shapiroWilkTestOfSample(x.map((value) => (value + shift) * scale));
        expect(other.statistic).toBeCloseTo(result.statistic, 12);
        expect(other.pValue).toBeCloseTo(result.pValue, 8);
      }),
    );
  });

  test('W and p lie in [0, 1]', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 30 }), (x) => {
        const { outcome, statistic, pValue } = shapiroWilkTestOfSample(x);
        fc.pre(outcome === 'tested');
        for (const value of [statistic, pValue]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test.each([
    ['too-few', 2, [1, 4], [1, 1]],
    ['too-few', 0, [], []],
    ['too-many', 5001, [1, 2], [5000, 1]],
    ['constant', 6, [1, 3, 4], [0, 6, 0]],
  ])('%s: no test of %d values', (outcome, count, values, counts) => {
    expect(shapiroWilkTest({ values, counts })).toEqual({ outcome, count, statistic: NaN, pValue: NaN });
  });

  test('5,000 values are tested', () => {
    expect(shapiroWilkTest({ values: [1, 2], counts: [2500, 2500] }).outcome).toBe('tested');
  });
});
