import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chiSquaredUpperTail } from './chi-squared.ts';
import { normalQuantile, normalTwoSided, normalUpperTail } from './normal.ts';
import { digamma, logGamma } from './special-functions.ts';
import { studentTTwoSided, studentTUpperQuantile, studentTUpperTail } from './student-t.ts';

/** Points of mpmath, [arguments…, value]; the script stands beside the file. */
interface Fixture {
  readonly normal: readonly [number, number][];
  readonly chiSquared: readonly [number, number, number][];
  readonly studentT: readonly [number, number, number][];
  readonly gamma: readonly [number, number, number][];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../testing/fixtures/distributions.json', import.meta.url), 'utf8'),
) as Fixture;

const tail = fc.double({ min: 0.1, max: 300, noNaN: true }).map((exponent) => 10 ** -exponent);
const degrees = fc.oneof(fc.constantFrom(1, 2, 3, 1304, 1e5), fc.double({ min: 1, max: 2e4, noNaN: true }));

describe('normal', () => {
  test('upper tail', () => {
    for (const [z, expected] of fixture.normal) expect(relative(normalUpperTail(z), expected)).toBeLessThan(1e-12);
  });

  test('vanishes and fills up beyond what a float64 holds', () => {
    expect([normalUpperTail(40), normalUpperTail(Infinity), normalTwoSided(-50)]).toEqual([0, 0, 0]);
    expect([normalUpperTail(-40), normalUpperTail(-Infinity), normalTwoSided(0)]).toEqual([1, 1, 1]);
    expect(normalUpperTail(Number.NaN)).toBeNaN();
  });

  test('the quantile inverts the tail', () => {
    fc.assert(
      fc.property(tail, (p) => {
        expect(relative(normalUpperTail(-normalQuantile(p)), p)).toBeLessThan(1e-11);
      }),
    );
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

describe('chi-squared', () => {
  test('upper tail', () => {
    for (const [x, df, expected] of fixture.chiSquared) {
      expect(relative(chiSquaredUpperTail(x, df), expected)).toBeLessThan(1e-12);
    }
  });

  test('is defined at the ends', () => {
    expect([chiSquaredUpperTail(0, 3), chiSquaredUpperTail(-1, 3), chiSquaredUpperTail(1e-9, 1000)]).toEqual([1, 1, 1]);
    expect([chiSquaredUpperTail(1e5, 3), chiSquaredUpperTail(Infinity, 1)]).toEqual([0, 0]);
    expect([chiSquaredUpperTail(1, 0), chiSquaredUpperTail(Number.NaN, 1)]).toEqual([NaN, NaN]);
  });

  test('with two degrees of freedom is exponential', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1300, noNaN: true }), (x) => {
        expect(relative(chiSquaredUpperTail(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-11);
      }),
    );
  });
});

describe("Student's t", () => {
  test('upper tail', () => {
    for (const [t, df, expected] of fixture.studentT) {
      expect(relative(studentTUpperTail(t, df), expected)).toBeLessThan(1e-11);
    }
  });

  test('is defined at the ends', () => {
    expect([studentTUpperTail(Infinity, 3), studentTUpperTail(-Infinity, 1e6)]).toEqual([0, 1]);
    expect(studentTUpperTail(1.3, Infinity)).toBe(normalUpperTail(1.3));
    expect([studentTUpperTail(1, 0), studentTUpperTail(Number.NaN, 5), studentTTwoSided(1, Number.NaN)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });

  test('has both tails, and falls with t', () => {
    fc.assert(
      fc.property(fc.double({ min: -60, max: 60, noNaN: true }), degrees, (t, df) => {
        expect(studentTUpperTail(t, df) + studentTUpperTail(-t, df)).toBeCloseTo(1, 14);
        expect(studentTUpperTail(t, df)).toBeGreaterThanOrEqual(studentTUpperTail(t + 0.01, df));
        expect(studentTTwoSided(t, df)).toBe(studentTTwoSided(-t, df));
      }),
    );
  });

  test('the quantile inverts the tail', () => {
    fc.assert(
      fc.property(tail, degrees, (p, df) => {
        expect(relative(studentTUpperTail(studentTUpperQuantile(p, df), df), p)).toBeLessThan(1e-9);
      }),
    );
    expect(studentTUpperQuantile(0.25, 1)).toBeCloseTo(1, 14);
    expect(studentTUpperQuantile(0.75, 1)).toBeCloseTo(-1, 14);
    expect([0, 0.5, 1].map((p) => studentTUpperQuantile(p, 4))).toEqual([Infinity, 0, -Infinity]);
    expect(studentTUpperQuantile(1e-300, 0.5)).toBe(Infinity);
    expect([studentTUpperQuantile(-0.1, 4), studentTUpperQuantile(0.1, 0)]).toEqual([NaN, NaN]);
  });
});

test('ln Γ and ψ', () => {
  for (const [x, lnGamma, psi] of fixture.gamma) {
    expect(Math.abs(logGamma(x) - lnGamma) / Math.max(0.1, Math.abs(lnGamma))).toBeLessThan(1e-14);
    expect(Math.abs(digamma(x) - psi) / Math.max(0.1, Math.abs(psi))).toBeLessThan(1e-14);
  }
});

function relative(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs(value / expected - 1);
}
