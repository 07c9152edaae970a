import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { repeated } from '../testing/fixtures.ts';
import {
  kaplanMeier,
  kaplanMeierFromCounts,
  logLogLimits,
  medianSurvival,
  reverseKaplanMeier,
  survivalAt,
  survivalQuantile,
} from './kaplan-meier.ts';

describe('kaplanMeier', () => {
  test('follows the definition where events and censorings tie', () => {
    const curve = kaplanMeier([2, 1, 2, 4], [0, 1, 1, 1]);
    expect(Array.from(curve.times)).toEqual([1, 2, 4]);
    expect(Array.from(curve.atRisk)).toEqual([4, 3, 1]);
    expect(curve.survival[0]).toBeCloseTo(3 / 4, 15);
    expect(curve.survival[1]).toBeCloseTo(1 / 2, 15);
    expect(curve.survival[2]).toBe(0);
    expect(curve.greenwood[1]).toBeCloseTo(1 / 12 + 1 / 6, 15);
  });

  test('is defined for no patients, no events, and all events at one time', () => {
    expect(survivalAt(kaplanMeier([], []), 5)).toBe(1);
    const noEvents = kaplanMeier([3, 4], [0, 0]);
    expect(survivalAt(noEvents, 10)).toBe(1);
    expect(medianSurvival(noEvents).median).toBeNaN();
    const atOnce = kaplanMeier([2, 2, 2], [1, 1, 1]);
    expect(survivalAt(atOnce, 2)).toBe(0);
    expect(medianSurvival(atOnce)).toEqual({ median: 2, lower: Number.NaN, upper: Number.NaN });
  });

  test('is midway where the curve is flat at one half', () => {
    expect(medianSurvival(kaplanMeier([1, 2, 3, 4], [1, 1, 1, 1])).median).toBe(2.5);
  });

  test('limits hold the curve between them and start at 1', () => {
    fc.assert(
      fc.property(patients, (sample) => {
        const curve = kaplanMeier(...columns(sample));
        const { lower, upper } = logLogLimits(curve);
        curve.survival.forEach((survival, i) => {
          if (survival === 0) expect(lower[i]).toBeNaN();
          else {
            expect(lower[i]).toBeLessThanOrEqual(survival);
            expect(upper[i]).toBeGreaterThanOrEqual(survival);
          }
        });
      }),
    );
  });

  test('counts at distinct times give the same curve as individual times', () => {
    fc.assert(
      fc.property(patients, (sample) => {
        const [times, isEvent] = columns(sample);
        const grid = Array.from({ length: 21 }, (_, time) => time);
        const counted = (event: boolean) =>
          grid.map((time) => times.filter((other, i) => other === time && isEvent[i] === event).length);
        expect(kaplanMeierFromCounts(grid, counted(true), counted(false))).toEqual(kaplanMeier(times, isEvent));
      }),
    );
  });
});

describe('survivalQuantile', () => {
  test('is what the tests of R’s survival expect', () => {
    // tests/quantile.R of therneau/survival: S = 6/7, 18/35, 9/35 from 1, 6 and 9 on.
    const curve = kaplanMeier([9, 1, 1, 6, 6, 8, 10], [1, 1, 0, 1, 1, 0, 0]);
    const levels = [13 / 14, 6 / 7, 2 / 3, 0.5, 0.1];
    expect(levels.map((level) => survivalQuantile(curve, 1 - level).estimate)).toEqual([1, 3.5, 6, 9, Number.NaN]);
    expect(survivalQuantile(curve, 1 - 9 / 35).estimate).toBe(9);
  });

  test('at one half is the median; it grows with the share and lies within its limits', () => {
    fc.assert(
      fc.property(patients, (sample) => {
        const curve = kaplanMeier(...columns(sample));
        const { median, lower, upper } = medianSurvival(curve);
        expect(survivalQuantile(curve, 0.5)).toEqual({ estimate: median, lower, upper });
        const early = survivalQuantile(curve, 0.25);
        if (!Number.isNaN(median)) expect(early.estimate).toBeLessThanOrEqual(median);
        if (!Number.isNaN(early.estimate + early.lower)) expect(early.lower).toBeLessThanOrEqual(early.estimate);
        if (!Number.isNaN(early.upper)) expect(early.upper).toBeGreaterThanOrEqual(early.estimate);
      }),
    );
  });
});

test('replicate counts give the curves that as many rows give', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.boolean(), fc.nat(3)), { maxLength: 20 }), (sample) => {
      const [times, isEvent] = columns(sample.map(([time, event]) => ({ time, isEvent: event })));
      const counts = sample.map(([, , count]) => count);
      for (const estimate of [kaplanMeier, reverseKaplanMeier]) {
        expect(estimate(times, isEvent, counts)).toEqual(estimate(repeated(times, counts), repeated(isEvent, counts)));
      }
    }),
  );
});

const patients = fc.array(fc.record({ time: fc.integer({ min: 0, max: 20 }), isEvent: fc.boolean() }), {
  maxLength: 40,
});

function columns(sample: readonly { time: number; isEvent: boolean }[]): [number[], boolean[]] {
  return [sample.map(({ time }) => time), sample.map(({ isEvent }) => isEvent)];
}
