import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { patients, sampleOf } from '../testing/survival-samples.ts';
import { censoringSurvival, censoringWeights } from './censoring-weights.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { valueAt, valueBefore } from './step-function.ts';
import { countSurvival } from './survival-sample.ts';

interface WeightsFixture {
  readonly times: readonly number[];
  readonly isEvent: readonly number[];
  readonly horizon: number;
  readonly eventAfterHorizon: { readonly labels: readonly number[]; readonly weights: readonly number[] };
  readonly eventBeforeHorizon: { readonly labels: readonly number[]; readonly weights: readonly number[] };
}

const fixture = readFixture<WeightsFixture>('survival');

describe('censoringWeights', () => {
  test.each([
    ['after', fixture.eventAfterHorizon],
    ['before', fixture.eventBeforeHorizon],
  ] as const)('agrees with the oracle: an event at the horizon is %s it', (eventAtHorizon, expected) => {
    const { labels, weights } = censoringWeights(fixture, fixture.horizon, { eventAtHorizon });
    expect(Array.from(labels)).toEqual(expected.labels);
    expectClose(weights, expected.weights, 1e-12);
  });

  test('by hand, with every kind of tie', () => {
    // At 2 one of five has the event, then one of the other four is censored: G = 3/4 from 2 on. At 4 of three one has the
    // event and one is censored: G = 3/8 from 4 on.
    const sample = { times: [2, 2, 4, 4, 9], isEvent: [1, 0, 1, 0, 1] };
    expect(censoringWeights(sample, 4)).toEqual({
      labels: Uint8Array.of(1, 0, 0, 0, 0),
      weights: Float64Array.of(1, 0, 4 / 3, 4 / 3, 4 / 3),
    });
    expect(censoringWeights(sample, 4, { eventAtHorizon: 'before' })).toEqual({
      labels: Uint8Array.of(1, 0, 1, 0, 0),
      weights: Float64Array.of(1, 0, 4 / 3, 0, 8 / 3),
    });
  });

  test('sum to the number of patients, those of the events to n (1 − S): Kaplan–Meier by weighting', () => {
    fc.assert(
      fc.property(patients(1), fc.integer({ min: 1, max: 9 }), (all, horizon) => {
        const sample = sampleOf(all);
        const curve = kaplanMeier(sample.times, sample.isEvent, sample.counts);
        const survival = { start: 1, times: curve.times, values: curve.survival };
        const n = curve.atRisk[0] ?? 0;
        const last = curve.times.at(-1) ?? 0;
        for (const eventAtHorizon of ['after', 'before'] as const) {
          const { labels, weights } = censoringWeights(sample, horizon, { eventAtHorizon });
          const withEvent = weights.reduce((sum, weight, i) => sum + labels[i] * weight, 0);
          const atHorizon = (eventAtHorizon === 'after' ? valueBefore : valueAt)(survival, horizon);
          expectClose([withEvent], [n * (1 - atHorizon)], 1e-10);
          const isReached = eventAtHorizon === 'after' ? last >= horizon : last > horizon;
          if (isReached) expectClose([weights.reduce((sum, weight) => sum + weight, 0)], [n], 1e-10);
        }
      }),
    );
  });

  test('without censoring every weight is 1', () => {
    const { labels, weights } = censoringWeights({ times: [1, 5, 3], isEvent: [1, 1, 1] }, 4);
    expect(Array.from(labels)).toEqual([1, 0, 1]);
    expect(Array.from(weights)).toEqual([1, 1, 1]);
  });

  test('is empty for no patients; where the pooled G is 0 a weight is infinite', () => {
    expect(censoringWeights({ times: [], isEvent: [] }, 4).weights).toHaveLength(0);
    const censoring = { start: 1, times: [2], values: [0] };
    expect(censoringWeights({ times: [1, 3], isEvent: [1, 1] }, 5, { censoring }).weights).toEqual(
      Float64Array.of(1, Infinity),
    );
  });

  test('S(t) G(t) is the share still followed after t', () => {
    fc.assert(
      fc.property(patients(1, 1), (all) => {
        const { times, isEvent, counts } = sampleOf(all);
        const curve = kaplanMeier(times, isEvent, counts);
        const { values } = censoringSurvival(countSurvival({ times, isEvent, counts }));
        const left = curve.atRisk.map((atRisk, i) => atRisk - curve.events[i] - curve.censored[i]);
        expectClose(
          curve.survival.map((survival, i) => survival * values[i]),
          left.map((followed) => followed / curve.atRisk[0]),
          1e-10,
        );
      }),
    );
  });
});
