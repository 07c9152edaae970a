import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expandSamples, expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { momentsOf } from './sample-moments.ts';
import { tTest } from './t-test.ts';

const fixture = readHypothesisTests();
const cases = Object.entries(fixture.twoSamples).filter(([, { tTest }]) => tTest);
const sample = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 20 });
const NOTHING = { count: 0, mean: Number.NaN, sd: Number.NaN };

describe.each(['welch', 'pooled'] as const)('t-test, %s', (variance) => {
  test.each(cases)('%s as SciPy has it', (_, oracle) => {
    const [first, second] = expandSamples(oracle);
    const result = tTest(momentsOf(first), momentsOf(second), variance);
    const expected = oracle.tTest![variance];
    expectRelative(result.statistic, expected.statistic);
    expectRelative(result.degreesOfFreedom, expected.degreesOfFreedom);
    expectRelative(result.pValue, expected.pValue);
    expectRelative(result.lower, expected.lower);
    expectRelative(result.upper, expected.upper);
  });

  test('changes sign with the order of the samples, and nothing with their place', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -9, max: 9 }), (x, y, shift) => {
        const moved = (values: readonly number[]) => momentsOf(values.map((value) => value + shift));
        const result = tTest(momentsOf(x), momentsOf(y), variance);
        fc.pre(result.standardError > 1e-3);
        const swapped = tTest(moved(y), moved(x), variance);
        expect(swapped.statistic).toBeCloseTo(-result.statistic, 6);
        expect(swapped.pValue).toBeCloseTo(result.pValue, 6);
        expect(swapped.lower).toBeCloseTo(-result.upper, 6);
      }),
    );
  });

  test('rejects at 5 % exactly where the interval leaves out 0', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const { pValue, lower, upper, standardError } = tTest(momentsOf(x), momentsOf(y), variance);
        fc.pre(standardError > 1e-3 && Math.abs(pValue - 0.05) > 1e-9);
        expect(pValue < 0.05).toBe(lower > 0 || upper < 0);
      }),
    );
  });

  test('has no result where nothing varies or a sample is too small', () => {
    const constant = momentsOf([2, 2, 2]);
    for (const second of [constant, momentsOf([5, 5]), NOTHING]) {
      expect(tTest(constant, second, variance)).toMatchObject({ statistic: NaN, pValue: NaN });
    }
    expect(tTest(momentsOf([1]), momentsOf([2]), variance).pValue).toBeNaN();
  });
});

test('pooled variance takes a sample of one value, Welch does not', () => {
  expect(tTest(momentsOf([1]), momentsOf([2, 4, 5]), 'pooled').degreesOfFreedom).toBe(2);
  expect(tTest(momentsOf([1]), momentsOf([2, 4, 5]), 'welch').pValue).toBeNaN();
});

test('far tails', () => {
  for (const { count, difference, statistic, pValue } of fixture.farTTests) {
    const second = { count, mean: 0, sd: 1 };
    const result = tTest({ ...second, mean: difference }, second, 'pooled');
    expectRelative(result.statistic, statistic);
    expectRelative(result.pValue, pValue);
  }
});

test('momentsOf leaves out missing values', () => {
  expect(momentsOf([1, Number.NaN, 3])).toEqual({ count: 2, mean: 2, sd: Math.SQRT2 });
  expect(momentsOf([7])).toEqual({ count: 1, mean: 7, sd: NaN });
  expect(momentsOf([])).toEqual(NOTHING);
});
