import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  integrate,
  integrateDifference,
  type StepFunction,
  trapezoidDifference,
  valueAt,
  valueBefore,
} from './step-function.ts';

const LONGEST = 10;

test('integrates steps exactly, also where the two cross', () => {
  const f = { start: 1, times: [2, 4], values: [0.5, 0] };
  const g = { start: 1, times: [3], values: [0.25] };
  expect(integrate(f, 5)).toBe(2 + 1);
  expect(integrateDifference(f, g, 0, 5)).toEqual({ signed: -0.5 + 0.25 - 0.25, absolute: 0.5 + 0.25 + 0.25 });
});

test('is antisymmetric, and |signed| is at most absolute', () => {
  fc.assert(
    fc.property(steps(), steps(), (f, g) => {
      const forward = integrateDifference(f, g, 0, LONGEST);
      const backward = integrateDifference(g, f, 0, LONGEST);
      expect(forward.signed).toBeCloseTo(-backward.signed, 12);
      expect(forward.absolute).toBeCloseTo(backward.absolute, 12);
      expect(Math.abs(forward.signed)).toBeLessThanOrEqual(forward.absolute + 1e-12);
    }),
  );
});

test('the trapezoid rule tends to the exact integral', () => {
  fc.assert(
    fc.property(steps(), steps(), (f, g) => {
      const exact = integrateDifference(f, g, 0, LONGEST);
      const fine = trapezoidDifference(f, g, 0, LONGEST, 20_001);
      // One cell of the grid for each step, at most.
      const bound = ((f.times.length + g.times.length + 1) * LONGEST) / 20_000;
      expect(Math.abs(fine.signed - exact.signed)).toBeLessThanOrEqual(bound);
      expect(Math.abs(fine.absolute - exact.absolute)).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 30 },
  );
});

test('has its value at a step from there on, and its value before up to there', () => {
  const f = { start: 1, times: [2, 2, 4], values: [0.9, 0.5, 0] };
  expect([0, 2, 3, 4, 9].map((time) => valueAt(f, time))).toEqual([1, 0.5, 0.5, 0, 0]);
  expect([0, 2, 3, 4, 9].map((time) => valueBefore(f, time))).toEqual([1, 1, 0.5, 0.5, 0]);
});

function steps(): fc.Arbitrary<StepFunction> {
  const knot = fc.record({
    time: fc.double({ min: 0, max: LONGEST, noNaN: true }),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  return fc.array(knot, { maxLength: 8 }).map((knots) => ({
    start: 1,
    times: knots.map(({ time }) => time).sort((a, b) => a - b),
    values: knots.map(({ value }) => value),
  }));
}
