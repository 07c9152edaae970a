import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { confusionOf, histogramAuc, matthewsCorrelation } from './classification.ts';

test('Matthews correlation is 1 for the truth, −1 for its opposite, 0 for a constant answer', () => {
  const truth = [1, 0, 1, 1, 0];
  expect(matthewsCorrelation(confusionOf(truth, truth))).toBeCloseTo(1, 15);
  expect(matthewsCorrelation(confusionOf(truth, [0, 1, 0, 0, 1]))).toBeCloseTo(-1, 15);
  expect(matthewsCorrelation(confusionOf(truth, [1, 1, 1, 1, 1]))).toBe(0);
});

test('Matthews correlation is the Pearson correlation of two binary variables', () => {
  const confusion = { truePositive: 90, falsePositive: 4, falseNegative: 6, trueNegative: 20 };
  const cells = [90, 4, 6, 20];
  const n = 120;
  const [tp, fp, fn] = cells;
  const covariance = tp / n - ((tp + fp) / n) * ((tp + fn) / n);
  const variance = (share: number) => share * (1 - share);
  const pearson = covariance / Math.sqrt(variance((tp + fp) / n) * variance((tp + fn) / n));
  expect(matthewsCorrelation(confusion)).toBeCloseTo(pearson, 14);
});

test('the area under the curve is the share of pairs in order, ties half', () => {
  const sample = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      const pairs = x.flatMap((a) => y.map((b) => (a < b ? 1 : a === b ? 0.5 : 0)));
      const expected = pairs.reduce<number>((sum, win) => sum + win, 0) / pairs.length;
      expect(histogramAuc(histogram(x), histogram(y))).toBeCloseTo(expected, 12);
    }),
  );
  expect(histogramAuc([0], [3])).toBeNaN();
});

function histogram(values: readonly number[]): number[] {
  return Array.from({ length: 7 }, (_, bin) => values.filter((value) => value === bin).length);
}
