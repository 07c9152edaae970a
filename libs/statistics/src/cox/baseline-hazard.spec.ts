import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../../testing/fixtures.ts';
import { type FullSample, patients, replicated, sampleOf } from '../../testing/survival-samples.ts';
import { kaplanMeier, survivalAt } from '../kaplan-meier.ts';
import { InvalidObservations } from '../observations.ts';
import { valueAt } from '../step-function.ts';
import { baselineHazard, predictedSurvival } from './baseline-hazard.ts';
import type { CoxSample, Ties } from './risk-sets.ts';

interface HazardFixture extends FullSample {
  readonly fits: readonly {
    readonly strata: boolean;
    readonly counts: boolean;
    readonly ties: Ties;
    readonly coefficients: readonly number[];
    readonly centre: readonly number[];
    readonly baselineHazard: readonly {
      readonly stratum: number;
      readonly time: number;
      readonly cumulative: number;
    }[];
  }[];
}

const { fits, ...sample } = readFixture<HazardFixture>('cox');

describe('baselineHazard', () => {
  test.each(fits.map((fit) => [fit.ties, fit.strata, fit.counts, fit] as const))(
    'agrees with the oracle: %s ties, strata %s, counts %s',
    (ties, strata, counts, fit) => {
      const used = {
        ...sample,
        strata: strata ? sample.strata : undefined,
        counts: counts ? sample.counts : undefined,
      };
      const baseline = baselineHazard(used, fit.coefficients, ties);
      expectClose(baseline.centre, fit.centre, 1e-13);
      expectClose(
        fit.baselineHazard.map(({ stratum, time }) => valueAt(baseline.strata.get(stratum) ?? NOTHING, time)),
        fit.baselineHazard.map(({ cumulative }) => cumulative),
        1e-11,
      );
      const times = [...baseline.strata.values()].reduce((count, hazard) => count + hazard.times.length, 0);
      expect(times).toBe(fit.baselineHazard.length);
    },
  );

  test('is that of the textbook by hand: Breslow 1 / (3r + 3), 2 / (r + 3), 1', () => {
    const book: CoxSample = {
      times: [9, 1, 1, 6, 6, 8],
      isEvent: [1, 1, 0, 1, 1, 0],
      covariates: [[0, 1, 1, 1, 0, 0]],
    };
    const r = 1.5 + Math.sqrt(33) / 2;
    const baseline = baselineHazard(book, [Math.log(r)], 'breslow');
    const hazard = [1 / (3 * r + 3), 1 / (3 * r + 3) + 2 / (r + 3), 1 / (3 * r + 3) + 2 / (r + 3) + 1];
    expectClose(
      [0.9, 1, 7, 9, 50].map((time) => predictedSurvival(baseline, [0], time)),
      [1, Math.exp(-hazard[0]), Math.exp(-hazard[1]), Math.exp(-hazard[2]), Math.exp(-hazard[2])],
      1e-13,
    );
    expectClose([predictedSurvival(baseline, [2], 7)], [Math.exp(-hazard[1] * r ** 2)], 1e-13);
  });

  test('without effects survival is exp(−Λ), never below Kaplan–Meier', () => {
    fc.assert(
      fc.property(patients(1), (all) => {
        const { times, isEvent, counts } = sampleOf(all);
        const baseline = baselineHazard({ times, isEvent, counts, covariates: [] }, []);
        const curve = kaplanMeier(times, isEvent, counts);
        for (const time of curve.times) {
          expect(predictedSurvival(baseline, [], time)).toBeGreaterThanOrEqual(survivalAt(curve, time) - 1e-12);
        }
      }),
    );
  });

  test('replicate counts give what as many rows give', () => {
    fc.assert(
      fc.property(patients(2), fc.constantFrom<Ties>('efron', 'breslow'), (all, ties) => {
        const counted = baselineHazard(sampleOf(all), all.length > 0 ? [0.3, -0.2] : [], ties);
        const rows = replicated(sampleOf(all));
        const spread = baselineHazard(rows, rows.covariates.length > 0 ? [0.3, -0.2] : [], ties);
        expect([...spread.strata.keys()]).toEqual([...counted.strata.keys()]);
        for (const [stratum, { times, values }] of counted.strata) {
          expectClose(spread.strata.get(stratum)?.times ?? [], times);
          expectClose(spread.strata.get(stratum)?.values ?? [], values, 1e-10);
        }
      }),
    );
  });

  test('a stratum without patients has no prediction; one without events has no risk', () => {
    const baseline = baselineHazard({ times: [1, 2], isEvent: [1, 0], covariates: [], strata: [1, 2] }, []);
    expect(predictedSurvival(baseline, [], 5, 3)).toBeNaN();
    expect(predictedSurvival(baseline, [], 5, 2)).toBe(1);
    expect(predictedSurvival(baseline, [], 5, 1)).toBeCloseTo(Math.exp(-1), 14);
  });

  test('infinite or missing coefficients are refused', () => {
    expect(() => baselineHazard(sample, [1, 2, Infinity])).toThrow(InvalidObservations);
    expect(() => baselineHazard(sample, [1, 2])).toThrow(InvalidObservations);
  });
});

const NOTHING = { start: Number.NaN, times: [], values: [] };
