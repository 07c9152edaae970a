import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addWeighted, EXACT_LIMIT } from './fixed-point.ts';

const HALVES = [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0, -0, 2 ** 23 + 0.5, -(2 ** 22) - 0.5];

/** Values and factors of every size, with those where rounding goes either way. */
const cases = fc.record({
  values: fc.array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...HALVES)), {
    maxLength: 20,
  }),
  factor: fc.oneof(fc.constantFrom(1, 0.5 - 2 ** -54, 2 ** 24, 2 ** 52 + 1), fc.double({ min: 0, max: 2 ** 53 })),
  start: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  sites: fc.integer({ min: 1, max: 9 }),
});

describe('weighted values', () => {
  it('are added as Math.round has them, wholly or not at all', () => {
    fc.assert(
      fc.property(cases, ({ values, factor, start, sites }) => {
        const added = Float32Array.from(values);
        const limit = EXACT_LIMIT / sites;
        const sum = new Float64Array(added.length).fill(start);
        const totals = Array.from(added, (value) => start + Math.round(value * factor));
        const fit = Array.from(added, (value) => Math.abs(Math.round(value * factor)) < limit);
        if (fit.every(Boolean) && totals.every((total) => Math.abs(total) < EXACT_LIMIT)) {
          addWeighted('weights', sum, added, factor, limit);
          expect([...sum]).toEqual(totals.map((total) => total + 0));
        } else {
          expect(() => addWeighted('weights', sum, added, factor, limit)).toThrow();
          expect([...sum]).toEqual([...sum].fill(start));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['the number just below a half', 1, 0.5 - 2 ** -54, 0],
    ['an odd number that leaves no room for a half', 1, 2 ** 52 + 1, 2 ** 52 + 1],
    ['a negative one', -1, 2 ** 52 + 1, -(2 ** 52) - 1],
    ['a half', 0.5, 1, 1],
    ['a half below 0', -0.5, 1, 0],
  ])('are rounded to the nearest: %s', (_, value, factor, expected) => {
    const sum = new Float64Array(2);
    addWeighted('weights', sum, Float32Array.of(value, 0.75), factor, EXACT_LIMIT);
    expect(sum[0]).toBe(expected);
  });

  it.each([NaN, Infinity, -Infinity])('are refused with %s among them', (value) => {
    const sum = Float64Array.of(1, 1, 1);
    expect(() => addWeighted('weights', sum, Float32Array.of(2, value, 2), 1, EXACT_LIMIT)).toThrow('not a finite');
    expect([...sum]).toEqual([1, 1, 1]);
  });
});
