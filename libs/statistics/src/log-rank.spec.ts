import { expect, test } from '@jest/globals';
import { logRank } from './log-rank.ts';

test('follows the definition on a small example', () => {
  // At 1: 1 event of 4 at risk, 2 in the first sample; at 2: 1 of 3, 1 in the first; at 3: 1 of 2, 1 in the first.
  const result = logRank([
    { times: [1, 3], isEvent: [1, 1] },
    { times: [2, 4], isEvent: [1, 0] },
  ]);
  const expected = 2 / 4 + 1 / 3 + 1 / 2;
  const variance = (2 / 4) * (2 / 4) + (1 / 3) * (2 / 3) + (1 / 2) * (1 / 2);
  expect(result.observed).toEqual([2, 1]);
  expect(result.expected[0]).toBeCloseTo(expected, 14);
  expect(result.statistic).toBeCloseTo((2 - expected) ** 2 / variance, 13);
  expect(result.degreesOfFreedom).toBe(1);
});

test('equal samples differ by nothing', () => {
  const sample = { times: [1, 2, 2, 5], isEvent: [1, 1, 0, 1] };
  expect(logRank([sample, sample]).statistic).toBeCloseTo(0, 14);
});

test('is not defined without events or with an empty sample', () => {
  expect(
    logRank([
      { times: [1, 2], isEvent: [0, 0] },
      { times: [3], isEvent: [0] },
    ]).statistic,
  ).toBeNaN();
  expect(
    logRank([
      { times: [], isEvent: [] },
      { times: [3], isEvent: [1] },
    ]).statistic,
  ).toBeNaN();
});
