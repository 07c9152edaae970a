import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { patients, sampleOf } from '../testing/survival-samples.ts';
import { kaplanMeier, type SurvivalCurve } from './kaplan-meier.ts';
import { restrictedMean, restrictedMeanDifference } from './restricted-mean.ts';
import { integrate } from './step-function.ts';

interface RestrictedMeanFixture {
  readonly times: readonly number[];
  readonly isEvent: readonly number[];
  readonly groups: readonly number[];
  readonly restrictedMeans: readonly {
    readonly group: number;
    readonly horizon: number;
    readonly mean: number;
    readonly standardError: number;
  }[];
  readonly difference: {
    readonly horizon: number;
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    readonly pValue: number;
  };
}

const fixture = readFixture<RestrictedMeanFixture>('survival');

describe('restrictedMean', () => {
  test.each(fixture.restrictedMeans)('agrees with the oracle: group $group up to $horizon', (expected) => {
    const { estimate, standardError, lower } = restrictedMean(curveOf(expected.group), expected.horizon);
    expectClose([estimate, standardError], [expected.mean, expected.standardError], 1e-12);
    expectClose([lower], [expected.mean - 1.959963984540054 * expected.standardError], 1e-10);
  });

  test('without censoring it is the mean of min(T, horizon), with the standard error of a mean', () => {
    const times = [1, 2, 2, 5, 9, 12];
    const restricted = times.map((time) => Math.min(time, 6));
    const mean = restricted.reduce((sum, value) => sum + value, 0) / 6;
    const variance = restricted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6;
    const { estimate, standardError } = restrictedMean(kaplanMeier(times, times), 6);
    expectClose([estimate, standardError], [mean, Math.sqrt(variance / 6)], 1e-14);
  });

  test('is the area under the curve, and grows with the horizon', () => {
    fc.assert(
      fc.property(patients(1, 1), fc.integer({ min: 1, max: 20 }), (all, halves) => {
        const { times, isEvent, counts } = sampleOf(all);
        const curve = kaplanMeier(times, isEvent, counts);
        const horizon = halves / 2;
        const { estimate, standardError } = restrictedMean(curve, horizon, { beyond: 'last-value' });
        if (curve.times.length === 0) return expect(estimate).toBeNaN();
        expectClose([estimate], [integrate({ start: 1, times: curve.times, values: curve.survival }, horizon)], 1e-12);
        expect(estimate).toBeLessThanOrEqual(horizon + 1e-12);
        expect(standardError).toBeGreaterThanOrEqual(0);
        const strict = restrictedMean(curve, horizon).estimate;
        const last = curve.times.length - 1;
        if (curve.times[last] < horizon && curve.survival[last] > 0) expect(strict).toBeNaN();
        else expect(strict).toBe(estimate);
      }),
    );
  });

  test('is undefined without patients and past the end of a curve that stays above 0, unless it is carried on', () => {
    expect(restrictedMean(kaplanMeier([], []), 3, { beyond: 'last-value' }).estimate).toBeNaN();
    const open = kaplanMeier([1, 2], [1, 0]);
    expect(restrictedMean(open, 2).estimate).toBe(1.5);
    expect(restrictedMean(open, 3)).toEqual({
      estimate: Number.NaN,
      standardError: Number.NaN,
      lower: Number.NaN,
      upper: Number.NaN,
    });
    expect(restrictedMean(open, 3, { beyond: 'last-value' }).estimate).toBe(2);
    // Nobody is left: the curve is 0 from its end on.
    expect(restrictedMean(kaplanMeier([1, 2], [1, 1]), 100).estimate).toBe(1.5);
    expect(restrictedMean(kaplanMeier([2], [1]), 5)).toMatchObject({ estimate: 2, standardError: 0 });
    expect(restrictedMean(kaplanMeier([9], [0]), 5)).toMatchObject({ estimate: 5, standardError: 0 });
  });

  test.each([0, -1, Number.NaN, Infinity])('a horizon of %p is refused', (horizon) => {
    expect(() => restrictedMean(kaplanMeier([1], [1]), horizon)).toThrow(RangeError);
  });
});

describe('restrictedMeanDifference', () => {
  test('agrees with the oracle', () => {
    const { horizon, ...expected } = fixture.difference;
    const [a, b] = [1, 0].map((group) => restrictedMean(curveOf(group), horizon));
    const { estimate, lower, upper, pValue } = restrictedMeanDifference(a, b);
    expectClose([estimate, lower, upper], [expected.estimate, expected.lower, expected.upper], 1e-10);
    expectClose([pValue], [expected.pValue], 1e-10);
  });

  test('without spread in either there is no p value for no difference', () => {
    const certain = restrictedMean(kaplanMeier([9], [0]), 5);
    expect(restrictedMeanDifference(certain, certain)).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    expect(restrictedMeanDifference(certain, certain).pValue).toBeNaN();
  });
});

function curveOf(group: number): SurvivalCurve {
  const isPart = (_: number, i: number) => fixture.groups[i] === group;
  return kaplanMeier(fixture.times.filter(isPart), fixture.isEvent.filter(isPart));
}
