import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { histogramQuantile, quantile, weightedQuantile } from './quantile.ts';

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const values = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 60 });

test('quantile interpolates between order statistics and is NaN for no values', () => {
  expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
  expect(quantile([1, 2, 4, 8], 1)).toBe(8);
  expect(quantile([5], 0.3)).toBe(5);
  expect(quantile([], 0.5)).toBeNaN();
});

test('weightedQuantile is the inverse distribution function', () => {
  expect(weightedQuantile([1, 2, 3], [1, 2, 1], 0.5)).toBe(2);
  expect(weightedQuantile([1, 2, 3], [1, 2, 1], 0)).toBe(1);
  expect(weightedQuantile([1, 2, 3], [0, 0, 5], 0)).toBe(3);
  expect(weightedQuantile([1, 2], [0, 0], 0.5)).toBeNaN();
});

describe('histogramQuantile', () => {
  test('equals the quantile where each bin has one value', () => {
    fc.assert(
      fc.property(values, probability, (sample, p) => {
        const bins = Array.from({ length: 100 }, (_, value) => value);
        const counts = bins.map((bin) => sample.filter((value) => value === bin).length);
        const exact = quantile(ascending(sample), p);
        expect(histogramQuantile({ lowers: bins, uppers: bins, counts }, p)).toBeCloseTo(exact, 9);
      }),
    );
  });

  test('is off by at most the width of a bin', () => {
    fc.assert(
      fc.property(values, probability, (sample, p) => {
        const lowers = Array.from({ length: 10 }, (_, bin) => bin * 10);
        const uppers = lowers.map((lower) => lower + 9);
        const counts = lowers.map((lower) => sample.filter((value) => Math.floor(value / 10) * 10 === lower).length);
        const exact = quantile(ascending(sample), p);
        expect(Math.abs(histogramQuantile({ lowers, uppers, counts }, p) - exact)).toBeLessThanOrEqual(9);
      }),
    );
  });

  test('is NaN for no values', () => {
    expect(histogramQuantile({ lowers: [0], uppers: [1], counts: [0] }, 0.5)).toBeNaN();
  });
});

function ascending(sample: readonly number[]): number[] {
  return sample.toSorted((a, b) => a - b);
}
