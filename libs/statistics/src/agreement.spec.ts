import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agreementOf, type Effect } from './agreement.ts';

const effect = (estimate: number, halfWidth: number, pValue: number): Effect => ({
  estimate,
  lower: estimate - halfWidth,
  upper: estimate + halfWidth,
  pValue,
});

describe('agreementOf', () => {
  test('by hand: intervals [0, 2] and [1, 5] share [1, 2], half of one and a quarter of the other', () => {
    expect(agreementOf(effect(1, 1, 0.04), effect(3, 2, 0.06))).toEqual({
      sameDirection: true,
      sameSignificance: false,
      realWithinSynthetic: true,
      intervalOverlap: (1 / 2 + 1 / 4) / 2,
    });
  });

  test('direction is taken from the value of no effect, significance from alpha', () => {
    const [protective, harmful] = [effect(0.8, 0.1, 0.02), effect(1.2, 0.1, 0.04)];
    expect(agreementOf(protective, harmful).sameDirection).toBe(true);
    expect(agreementOf(protective, harmful, { noEffect: 1 }).sameDirection).toBe(false);
    expect(agreementOf(protective, harmful, { alpha: 0.03 }).sameSignificance).toBe(false);
    expect(agreementOf(effect(0, 1, 1), effect(0, 2, 1)).sameDirection).toBe(true);
    expect(agreementOf(effect(0, 1, 1), effect(0.1, 2, 1)).sameDirection).toBe(false);
  });

  test('an effect agrees with itself; overlap is symmetric, in [0, 1], and the same in any unit', () => {
    const finite = fc.double({ min: -10, max: 10, noNaN: true, noDefaultInfinity: true });
    const width = fc.double({ min: 0.01, max: 5, noNaN: true });
    const any = fc.tuple(finite, width, fc.double({ min: 0, max: 1, noNaN: true })).map((parts) => effect(...parts));
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(agreementOf(a, a)).toEqual({
          sameDirection: true,
          sameSignificance: true,
          realWithinSynthetic: true,
          intervalOverlap: 1,
        });
        const overlap = agreementOf(a, b).intervalOverlap ?? Number.NaN;
        expect(agreementOf(b, a).intervalOverlap).toBe(overlap);
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1);
        const moved = ({ estimate, lower, upper, pValue }: Effect) => ({
          estimate: 3 * estimate + 1,
          lower: 3 * lower + 1,
          upper: 3 * upper + 1,
          pValue,
        });
        expect(agreementOf(moved(a), moved(b)).intervalOverlap).toBeCloseTo(overlap, 8);
      }),
    );
  });

  test('intervals that touch or are points are defined', () => {
    expect(agreementOf(effect(0, 1, 1), effect(5, 1, 1)).intervalOverlap).toBe(0);
    expect(agreementOf(effect(0, 1, 1), effect(2, 1, 1)).intervalOverlap).toBe(0);
    expect(agreementOf(effect(0, 0, 1), effect(0, 0, 1)).intervalOverlap).toBe(1);
    expect(agreementOf(effect(0, 0, 1), effect(1, 0, 1)).intervalOverlap).toBe(0);
    expect(agreementOf(effect(0, 0, 1), effect(0, 2, 1)).intervalOverlap).toBe(0.5);
  });

  test('an infinite estimate has a direction, and a p value if the likelihood ratio gave one; no estimate has neither', () => {
    const separated = { estimate: Infinity, lower: Number.NaN, upper: Number.NaN, pValue: 0.001 };
    expect(agreementOf(separated, effect(2, 1, 0.01))).toEqual({
      sameDirection: true,
      sameSignificance: true,
      realWithinSynthetic: false,
      intervalOverlap: undefined,
    });
    const none = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN, pValue: Number.NaN };
    expect(agreementOf(none, effect(2, 1, 0.01))).toEqual({
      sameDirection: undefined,
      sameSignificance: undefined,
      realWithinSynthetic: undefined,
      intervalOverlap: undefined,
    });
  });
});
