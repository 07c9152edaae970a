import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digamma, logBeta, logGamma } from './special-functions.ts';

const EULER = 0.577_215_664_901_532_9;
const positive = fc.double({ min: 1e-3, max: 1e5, noNaN: true });

/** |a − b| relative to the larger of 1 and |a|. */
const distance = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(a));

describe('digamma', () => {
  it.each([
    [1, -EULER],
    [0.5, -EULER - 2 * Math.LN2],
    [2, 1 - EULER],
    [10, 7129 / 2520 - EULER],
  ])('of %d', (x, value) => {
    expect(distance(value, digamma(x))).toBeLessThan(1e-14);
  });

  it('satisfies its recurrence and reflection-free duplication', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(distance(digamma(x + 1), digamma(x) + 1 / x)).toBeLessThan(1e-12);
        const duplication = 0.5 * (digamma(x) + digamma(x + 0.5)) + Math.LN2;
        expect(distance(digamma(2 * x), duplication)).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('ln Γ', () => {
  it.each([
    [1, 0],
    [2, 0],
    [0.5, 0.5 * Math.log(Math.PI)],
    [11, Math.log(3_628_800)],
  ])('of %d', (x, value) => {
    expect(distance(value, logGamma(x))).toBeLessThan(1e-14);
  });

  it('satisfies its recurrence, and has digamma as its derivative', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e4, noNaN: true }), (x) => {
        expect(distance(logGamma(x + 1), logGamma(x) + Math.log(x))).toBeLessThan(1e-13);
        const h = 1e-5 * x;
        expect(distance(digamma(x), (logGamma(x + h) - logGamma(x - h)) / (2 * h))).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('ln B', () => {
  it('is symmetric, and ln 1/b for a = 1', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (a, b) => {
          expect(logBeta(a, b)).toBeCloseTo(logBeta(b, a), 10);
          expect(logBeta(1, b)).toBeCloseTo(-Math.log(b), 10);
        },
      ),
    );
  });
});
