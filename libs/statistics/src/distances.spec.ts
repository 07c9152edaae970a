import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { kolmogorovDistance, totalVariation, wasserstein } from './distances.ts';
import { countSamples } from './weighted-values.ts';

const cases = Object.entries(readHypothesisTests().twoSamples);
const sample = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });

describe('totalVariation', () => {
  test('is half the sum of the differences of shares', () => {
    expect(totalVariation([1, 1, 2], [4, 4, 0])).toBe(0.5);
    expect(totalVariation([3, 0], [0, 7])).toBe(1);
    expect(totalVariation([2, 4], [3, 6])).toBe(0);
  });

  test('is NaN where a side is empty', () => {
    expect([totalVariation([0, 0], [1, 2]), totalVariation([1], [0]), totalVariation([], [])]).toEqual([NaN, NaN, NaN]);
  });
});

describe('Wasserstein distance', () => {
  test.each(cases)('%s as SciPy has it', (_, oracle) => {
    if (oracle.wasserstein === 0) expect(wasserstein(oracle)).toBe(0);
    else expectRelative(wasserstein(oracle), oracle.wasserstein);
  });

  test('of a shifted sample is the shift', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: -9, max: 9 }), (x, shift) => {
        const moved = x.map((value) => value + shift);
        expect(wasserstein(countSamples(x, moved))).toBeCloseTo(Math.abs(shift), 12);
      }),
    );
  });

  test('keeps the triangle inequality', () => {
    fc.assert(
      fc.property(sample, sample, sample, (x, y, z) => {
        const between = (a: number[], b: number[]) => wasserstein(countSamples(a, b));
        expect(between(x, z)).toBeLessThanOrEqual(between(x, y) + between(y, z) + 1e-12);
      }),
    );
  });
});

test('Kolmogorov distance is the largest gap of the distribution functions', () => {
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      const below = (values: number[], limit: number) =>
        values.filter((value) => value <= limit).length / values.length;
      const gaps = [...x, ...y].map((limit) => Math.abs(below(x, limit) - below(y, limit)));
      expect(kolmogorovDistance(countSamples(x, y))).toBeCloseTo(Math.max(...gaps), 14);
    }),
  );
});

test('distances of an empty sample are NaN', () => {
  for (const counts of [countSamples([], [1, 2]), countSamples([1], []), countSamples([], [])]) {
    expect([wasserstein(counts), kolmogorovDistance(counts)]).toEqual([NaN, NaN]);
  }
});
