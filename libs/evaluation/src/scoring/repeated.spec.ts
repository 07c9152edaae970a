import { expect, test } from '@jest/globals';
import { repeated } from './repeated.ts';

test.each([
  [[2, 4, 9], { mean: 5, deviation: Math.sqrt(13) }],
  [[1, Number.NaN, 1], { mean: 1, deviation: 0 }],
  [[0.25], { mean: 0.25 }],
  [[Number.NaN, 3], { mean: 3 }],
  [[Number.NaN], { mean: Number.NaN }],
  [[], { mean: Number.NaN }],
])('of %j', (draws, expected) => {
  expect(repeated(draws)).toEqual(expected);
});
