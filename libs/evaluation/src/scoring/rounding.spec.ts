import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { niceStep, toStep } from './rounding.ts';

test.each([
  [0.0167, 0.02],
  [0.0043, 0.005],
  [0.1, 0.1],
  [1, 1],
  [6, 10],
  [1234, 2000],
])('the step for %p is %p', (least, step) => {
  expect(niceStep(least)).toBe(step);
});

test('a step is as large as wanted, and less than three times that', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (least) => {
      const step = niceStep(least);
      expect(step).toBeGreaterThanOrEqual(least * (1 - 1e-8));
      expect(step).toBeLessThan(2.51 * least);
    }),
  );
});

test('rounds to the nearest multiple, nothing for a step of 0, and lets be what is no number', () => {
  expect(toStep(62.3468, 0.05)).toBe(62.35);
  expect(toStep(0.31, 0.02)).toBe(0.32);
  expect(toStep(1 / 3, 0)).toBe(1 / 3);
  expect(toStep(Number.NaN, 0.1)).toBeNaN();
});
