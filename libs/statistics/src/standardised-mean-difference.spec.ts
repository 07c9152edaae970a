import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expandSamples, expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { momentsOf } from './sample-moments.ts';
import { categoricalDifference, numericDifference } from './standardised-mean-difference.ts';

const { twoSamples, categorical } = readHypothesisTests();
const counts = fc.array(fc.nat(40), { minLength: 4, maxLength: 4 });

describe('of numbers', () => {
  test.each(Object.entries(twoSamples).filter(([, { smd }]) => smd))('%s as NumPy has it', (_, oracle) => {
    const [first, second] = expandSamples(oracle).map(momentsOf);
    expectRelative(numericDifference(first, second), oracle.smd!);
    expectRelative(numericDifference(second, first), -oracle.smd!);
  });

  test('of constants, and of too few', () => {
    const [two, three] = [momentsOf([2, 2]), momentsOf([3, 3])];
    expect(numericDifference(two, two)).toBe(0);
    expect(numericDifference(two, three)).toBe(-Infinity);
    expect(numericDifference(momentsOf([1]), three)).toBeNaN();
    expect(numericDifference(momentsOf([]), momentsOf([]))).toBeNaN();
  });
});

describe('of categories', () => {
  test.each(categorical)('$first, $second as NumPy has it', ({ first, second, difference }) => {
    expectRelative(categoricalDifference(first, second), difference);
  });

  test('of two levels is the formula for shares', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (p, q) => {
        const expected = Math.abs(p - q) / Math.sqrt((p * (100 - p) + q * (100 - q)) / 2);
        expect(categoricalDifference([p, 100 - p], [q, 100 - q])).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('does not mind the order of levels or samples, nor their size', () => {
    fc.assert(
      fc.property(counts, counts, (x, y) => {
        const difference = categoricalDifference(x, y);
        fc.pre(Number.isFinite(difference));
        const turned = categoricalDifference(y.toReversed(), x.map((count) => 3 * count).toReversed());
        expect(Math.abs(turned - difference)).toBeLessThan(1e-6 * Math.max(1, difference));
      }),
    );
  });

  test('at the ends', () => {
    expect(categoricalDifference([5, 0, 3], [10, 0, 6])).toBe(0);
    expect(categoricalDifference([4], [9])).toBe(0);
    expect(categoricalDifference([4, 0, 0], [0, 3, 3])).toBe(Infinity);
    expect(categoricalDifference([0, 0], [1, 2])).toBeNaN();
    expect(categoricalDifference([0, 0], [0, 0])).toBeNaN();
    expect(categoricalDifference([], [])).toBeNaN();
  });
});
