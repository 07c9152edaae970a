import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeOf } from './weighted-place.ts';

test('is the place in whose stretch a point lies, never one of weight 0', () => {
  const weights = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 30 }).filter((all) => all.some((w) => w > 0));
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 0.999999, noNaN: true }), (all, share) => {
      let total = 0;
      const cumulated = Float64Array.from(all, (weight) => (total += weight));
      const place = placeOf(cumulated, share * total);
      expect(all[place]).toBeGreaterThan(0);
      expect(cumulated[place] - all[place]).toBeLessThanOrEqual(share * total);
      expect(cumulated[place]).toBeGreaterThan(share * total);
    }),
  );
});

test('is the last place for a point beyond the total', () => {
  expect(placeOf(Float64Array.of(1, 2, 3), 9)).toBe(2);
});
