import { expect, it } from '@jest/globals';
import type { ContributionVector } from './contribution.ts';
import { smallestCount } from './smallest-count.ts';

function contribution(...vectors: ContributionVector[]) {
  return { rowCount: 9, vectors: new Map(vectors.map((vector, i) => [`${i}`, vector])) };
}

it('is the least count above 0, of counts alone', () => {
  const counts: ContributionVector = { kind: 'count', values: Float64Array.of(0, 7, 3) };
  const measure: ContributionVector = { kind: 'measure', scale: 2, values: Float64Array.of(1) };
  expect(smallestCount(contribution(counts, measure))).toBe(3);
  expect(smallestCount(contribution(measure))).toBeUndefined();
  expect(smallestCount(contribution({ kind: 'count', values: Float64Array.of(0, 0) }))).toBeUndefined();
});
