import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { profilePlan } from '#tabular/profile/profile-plan';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { HAZARDS, hazardsCohort } from '../../testing/proportional-hazards.ts';
import { middleOf } from './horizon-weights.ts';
import { intervalEnds, RISK_INTERVALS, riskIntervals } from './risk-intervals.ts';

const [OS] = profilePlan(HAZARDS).endpoints;

test('intervals ascend, hold a thirtieth of the patients each, and end at the horizon', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.string(),
      fc.option(fc.double({ min: 0, max: 130, noNaN: true })),
      (rowCount, seed, horizon) => {
        const counts = profileOf(HAZARDS, rowCount > 0 ? [hazardsCohort(rowCount, seed)] : []).endpoints.OS;
        const intervals = riskIntervals(OS, counts, horizon);
        expect(intervals).toEqual(intervals.toSorted((a, b) => a - b));
        expect(intervals.every((interval) => interval >= 0 && interval < RISK_INTERVALS)).toBe(true);
        const largest = Math.max(...counts.event.map((events, bin) => events + counts.censored[bin]));
        for (let interval = 0; interval < RISK_INTERVALS; interval++) {
          const bins = Array.from(intervals.keys()).filter((bin) => intervals[bin] === interval);
          const patients = bins.reduce((sum, bin) => sum + counts.event[bin] + counts.censored[bin], 0);
          expect(patients).toBeLessThanOrEqual(rowCount / 30 + largest);
          const sides = new Set(bins.map((bin) => middleOf(OS.grid, bin) > (horizon ?? 1000)));
          expect(sides.size).toBeLessThanOrEqual(1);
        }
        const ends = intervalEnds(OS, intervals);
        intervals.forEach((interval, bin) => expect(ends[interval]).toBeGreaterThanOrEqual(middleOf(OS.grid, bin)));
      },
    ),
    { numRuns: 30 },
  );
});
