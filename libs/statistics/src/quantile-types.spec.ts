import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { quantile, weightedQuantile } from './quantile.ts';
import { quantileOfCounts, quantileOfType, type QuantileType } from './quantile-types.ts';
import { weighValues } from './weighted-values.ts';

const TYPES: readonly QuantileType[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const { quantiles, quantileProbabilities } = readHypothesisTests();
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const sample = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 });

test.each(TYPES)('type %d is that of NumPy', (type) => {
  for (const { values, counts, quantiles: byType } of quantiles) {
    const sorted = values.flatMap((value, i) => Array<number>(counts[i]).fill(value));
    quantileProbabilities.forEach((p, i) => {
      expect(quantileOfType(sorted, p, type)).toBeCloseTo(byType[type - 1][i], 12);
      expect(quantileOfCounts({ values, counts }, p, type)).toBe(quantileOfType(sorted, p, type));
    });
  }
});

test.each(TYPES)('type %d lies within the sample, rises, and is NaN for no values', (type) => {
  fc.assert(
    fc.property(sample, probability, probability, (values, p, q) => {
      const sorted = values.toSorted((a, b) => a - b);
      const [low, high] = [Math.min(p, q), Math.max(p, q)].map((p) => quantileOfCounts(weighValues(values), p, type));
      expect(low).toBeGreaterThanOrEqual(sorted[0]);
      expect(low).toBeLessThanOrEqual(high + 1e-12);
      expect(high).toBeLessThanOrEqual(sorted.at(-1)!);
    }),
  );
  expect(quantileOfType([], 0.5, type)).toBeNaN();
  expect(quantileOfCounts({ values: [1], counts: [0] }, 0.5, type)).toBeNaN();
});

test('types 7 and 1 are the functions for them alone', () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: 0, max: 64 }), (values, sixtyFourths) => {
      const p = sixtyFourths / 64;
      const sorted = values.toSorted((a, b) => a - b);
      expect(quantileOfType(sorted, p, 7)).toBeCloseTo(quantile(sorted, p), 12);
      const weighed = weighValues(values);
      expect(quantileOfCounts(weighed, p, 1)).toBe(weightedQuantile(weighed.values, weighed.counts, p));
    }),
  );
});

test('n p that is whole but for rounding is whole, as in R', () => {
  const sorted = Array.from({ length: 2500 }, (_, i) => i + 1);
  expect(2500 * 0.0012).toBeLessThan(3);
  expect(quantileOfType(sorted, 0.0012, 2)).toBe(3.5);
});
