import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alignCounts, countSamples, weighValues, type WeightedValues } from './weighted-values.ts';

const sample = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), { maxLength: 20 });

test('weighValues counts distinct values in ascending order, without missing ones', () => {
  expect(plain(weighValues([3, 1, Number.NaN, 3, -Infinity, -0, 0]))).toEqual({
    values: [-Infinity, -0, 1, 3],
    counts: [1, 2, 1, 2],
  });
  expect(plain(weighValues([]))).toEqual({ values: [], counts: [] });
  expect(plain(weighValues([Number.NaN]))).toEqual({ values: [], counts: [] });
});

test('alignCounts keeps every value of both, with 0 where one has none', () => {
  const aligned = alignCounts({ values: [1, 2, 5], counts: [3, 0, 1] }, { values: [2, 7], counts: [4, 2] });
  expect(Array.from(aligned.values)).toEqual([1, 2, 5, 7]);
  expect(Array.from(aligned.first)).toEqual([3, 0, 1, 0]);
  expect(Array.from(aligned.second)).toEqual([0, 4, 0, 2]);
});

test('countSamples counts what is in either sample', () => {
  fc.assert(
    fc.property(sample, sample, (x, y) => {
      const { values, first, second } = countSamples(x, y);
      expect(Array.from(values)).toEqual([...new Set([...x, ...y])].filter((v) => v === v).sort((a, b) => a - b));
      expect(Array.from(first)).toEqual(Array.from(values, (value) => x.filter((other) => other === value).length));
      expect(Array.from(second)).toEqual(Array.from(values, (value) => y.filter((other) => other === value).length));
    }),
  );
});

function plain({ values, counts }: WeightedValues) {
  return { values: Array.from(values), counts: Array.from(counts) };
}
