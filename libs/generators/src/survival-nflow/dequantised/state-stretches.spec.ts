import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StateStretches } from './state-stretches.ts';

const counts = fc.array(fc.nat(50), { minLength: 1, maxLength: 8 });

it('are as long as states are frequent', () => {
  const stretches = new StateStretches(Float64Array.of(30, 0, 70));
  expect(stretches.pointOf(0, 1)).toBeCloseTo(0.3, 3);
  expect(stretches.pointOf(2, 0)).toBeCloseTo(0.3, 3);
  expect(stretches.pointOf(2, 0.5)).toBeCloseTo(0.65, 3);
});

it('lead back to state and place', () => {
  const places = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(counts, fc.nat(7), places, (all, at, place) => {
      const stretches = new StateStretches(Float64Array.from(all));
      const state = at % all.length;
      const point = stretches.pointOf(state, place);
      expect(stretches.stateAt(point)).toBe(state);
      expect(stretches.placeOf(point)).toBeCloseTo(place, 6);
    }),
  );
});

it('have a state for every point, ends included', () => {
  const stretches = new StateStretches(Float64Array.of(1, 1));
  expect([0, 0.49, 0.51, 1].map((point) => stretches.stateAt(point))).toEqual([0, 0, 1, 1]);
});
