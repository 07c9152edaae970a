import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { type Patient, patients, replicated, sampleOf } from '../testing/survival-samples.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { logRank, stratifiedLogRank } from './log-rank.ts';
import { countSurvival } from './survival-sample.ts';

interface LogRankFixture {
  readonly times: readonly number[];
  readonly isEvent: readonly number[];
  readonly groups: readonly number[];
  readonly strata: readonly number[];
  readonly logRank: { readonly statistic: number; readonly pValue: number };
  readonly stratifiedLogRank: { readonly statistic: number; readonly pValue: number };
}

test('follows the definition on a small example', () => {
  // At 1: 1 event of 4 at risk, 2 in the first sample; at 2: 1 of 3, 1 in the first; at 3: 1 of 2, 1 in the first.
  const result = logRank([
    { times: [1, 3], isEvent: [1, 1] },
    { times: [2, 4], isEvent: [1, 0] },
  ]);
  const expected = 2 / 4 + 1 / 3 + 1 / 2;
  const variance = (2 / 4) * (2 / 4) + (1 / 3) * (2 / 3) + (1 / 2) * (1 / 2);
  expect(result.observed).toEqual([2, 1]);
  expect(result.expected[0]).toBeCloseTo(expected, 14);
  expect(result.statistic).toBeCloseTo((2 - expected) ** 2 / variance, 13);
  expect(result.degreesOfFreedom).toBe(1);
});

test('equal samples differ by nothing', () => {
  const sample = { times: [1, 2, 2, 5], isEvent: [1, 1, 0, 1] };
  const { statistic, pValue } = logRank([sample, sample]);
  expect(statistic).toBeCloseTo(0, 14);
  expect(pValue).toBeCloseTo(1, 6);
});

test('is not defined without events or with an empty sample', () => {
  expect(
    logRank([
      { times: [1, 2], isEvent: [0, 0] },
      { times: [3], isEvent: [0] },
    ]).statistic,
  ).toBeNaN();
  expect(
    logRank([
      { times: [], isEvent: [] },
      { times: [3], isEvent: [1] },
    ]).statistic,
  ).toBeNaN();
});

describe('agrees with the oracle', () => {
  const fixture = readFixture<LogRankFixture>('survival');
  const part = (group: number, stratum?: number) => {
    const isPart = (_: number, i: number) =>
      fixture.groups[i] === group && (stratum === undefined || fixture.strata[i] === stratum);
    return { times: fixture.times.filter(isPart), isEvent: fixture.isEvent.filter(isPart) };
  };

  test('three samples', () => {
    const { statistic, pValue, degreesOfFreedom } = logRank([0, 1, 2].map((group) => part(group)));
    expectClose([statistic, pValue], [fixture.logRank.statistic, fixture.logRank.pValue], 1e-10);
    expect(degreesOfFreedom).toBe(2);
  });

  test('three samples within strata', () => {
    const strata = [0, 1].map((stratum) => [0, 1, 2].map((group) => countSurvival(part(group, stratum))));
    const { statistic, pValue } = stratifiedLogRank(strata);
    expectClose([statistic, pValue], [fixture.stratifiedLogRank.statistic, fixture.stratifiedLogRank.pValue], 1e-10);
  });
});

test('samples that are never at risk at an event leave the test, as in R', () => {
  // R's survdiff on aml with a dummy group whose patients are all censored before the first event.
  const [a, b] = [{ times: [3, 5, 6], isEvent: [1, 1, 0] }, { times: [4, 4, 9], isEvent: [1, 0, 1] }]; // prettier-ignore
  const without = logRank([a, b]);
  const dummy = logRank([{ times: [1, 2], isEvent: [0, 0] }, a, b]);
  expect(dummy.degreesOfFreedom).toBe(1);
  expectClose([dummy.statistic, dummy.pValue], [without.statistic, without.pValue], 1e-14);
  expect(dummy.expected[0]).toBe(0);
});

test('replicate counts are rows, the order of samples does not matter, and a stratum twice doubles the evidence', () => {
  fc.assert(
    fc.property(patients(1), patients(1), patients(1), (...all) => {
      const counted = logRank(all.map(sampleOf));
      expectSame(counted, logRank(all.map((sample) => replicated(sampleOf(sample)))));
      expectSame(counted, logRank(all.map(sampleOf).reverse()));
      const stratum = all.map((sample) => countSurvival(sampleOf(sample)));
      expect(counted.observed).toEqual(stratifiedLogRank([stratum]).observed);
      const doubled = stratifiedLogRank([stratum, stratum]);
      expectClose([doubled.statistic], [2 * counted.statistic], 1e-8);
    }),
  );
});

test('observed and expected events sum to the same; samples of identical patients do not differ', () => {
  fc.assert(
    fc.property(patients(1), patients(1), (first, second) => {
      const { observed, expected } = logRank([first, second].map(sampleOf));
      expectClose([expected[0] + expected[1]], [observed[0] + observed[1]], 1e-12);
      const same = logRank([first, first].map(sampleOf));
      if (hasTwoTimes(first)) expect(same.statistic).toBeCloseTo(0, 10);
    }),
  );
});

function expectSame(a: ReturnType<typeof logRank>, b: ReturnType<typeof logRank>): void {
  expect(b.degreesOfFreedom).toBe(a.degreesOfFreedom);
  expectClose([b.statistic, b.pValue], [a.statistic, a.pValue], 1e-8);
}

/** Then somebody outlives an event, so that the variance isn't 0. */
function hasTwoTimes(sample: readonly Patient[]): boolean {
  const { times, isEvent, counts } = sampleOf(sample);
  const curve = kaplanMeier(times, isEvent, counts);
  return curve.events.some((events, i) => events > 0 && events < curve.atRisk[i]);
}
