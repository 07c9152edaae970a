import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../../testing/fixtures.ts';
import { type FullSample, type Patient, patients, sampleOf } from '../../testing/survival-samples.ts';
import { coxRegression, type CoxModel } from './cox-regression.ts';
import type { CoxSample } from './risk-sets.ts';

const fixture = readFixture<FullSample>('cox');

describe('monotone likelihood', () => {
  test('is said for one covariate, with the direction', () => {
    // Whoever has the event first has the greatest value of those at risk.
    const model = modelOf({ times: [1, 2, 3, 4], isEvent: [1, 1, 1, 0], covariates: [[4, 3, 2, 1]] });
    expect(model.separation).toEqual({ isExact: true, direction: Float64Array.of(1), infinite: [0] });
    expect(model.coefficients[0].estimate).toBe(Infinity);
    expect(model.coefficients[0].hazardRatio.estimate).toBe(Infinity);
    expect(model.coefficients[0].standardError).toBeNaN();
    expect(model.coefficients[0].pValue).toBeNaN();
    // Every event is certain in the limit.
    expect(model.logLikelihood[0]).toBeCloseTo(-Math.log(24), 14);
    expect(model.logLikelihood[1]).toBeCloseTo(0, 9);
    expect(model.likelihoodRatioTest.pValue).toBeLessThan(0.05);
  });

  test('is said where one of two groups has no event', () => {
    const model = modelOf({ times: [1, 2, 3, 4, 5, 6], isEvent: [1, 0, 1, 0, 1, 0], covariates: [[0, 1, 0, 1, 0, 1]] });
    expect(model.coefficients[0].estimate).toBe(-Infinity);
    expect(model.coefficients[0].hazardRatio.estimate).toBe(0);
    expectClose(model.logLikelihood, [-Math.log(6 * 4 * 2), -Math.log(3 * 2 * 1)], 1e-8);
  });

  test('leaves the other coefficients at their limits', () => {
    const { times, isEvent, covariates } = fixture;
    // Nobody with the mark has the event, so that in the limit they are not in any risk set.
    const mark = Array.from(isEvent, (event, i) => (!event && i % 2 === 0 ? 1 : 0));
    const unmarked = Array.from(mark, (value) => 1 - value);
    const model = modelOf({ times, isEvent, covariates: [covariates[0], mark, covariates[1]] });
    const without = modelOf({ times, isEvent, covariates: [covariates[0], covariates[1]], counts: unmarked });
    expect(model.separation?.infinite).toEqual([1]);
    expect(model.separation?.direction).toEqual(Float64Array.of(0, -1, 0));
    const [first, infinite, last] = model.coefficients;
    expect(infinite.estimate).toBe(-Infinity);
    for (const [at, other] of [first, last].entries()) {
      expectClose([other.estimate], [without.coefficients[at].estimate], 1e-6);
      expectClose([other.standardError], [without.coefficients[at].standardError], 1e-5);
    }
    expectClose([model.logLikelihood[1]], [without.logLikelihood[1]], 1e-8);
  });

  test('leaves open what nothing tells any more', () => {
    // Each event is certain in the limit of the second coefficient, whatever the first one is.
    const sample = {
      times: [1, 1, 1, 1, 2],
      isEvent: [0, 1, 0, 1, 0],
      covariates: [
        [0, -1, 1, -2, -2],
        [-1, -2, 2, -1, 0],
      ],
      strata: [0, 0, 1, 1, 1],
      counts: [1, 3, 2, 2, 2],
    };
    const model = modelOf(sample);
    expect(model.separation).toEqual({ isExact: true, direction: Float64Array.of(0, -1), infinite: [1] });
    expect(model.coefficients.map(({ estimate }) => estimate)).toEqual([Number.NaN, -Infinity]);
  });

  test('is said where only a combination of covariates separates', () => {
    // x + y puts the events in order, neither alone does.
    const covariates = [
      [5, 1, 3, 0, 1, 2],
      [1, 4, 1, 3, 1, -1],
    ];
    const model = modelOf({ times: [1, 2, 3, 4, 5, 6], isEvent: [1, 1, 1, 1, 1, 1], covariates });
    expect(model.separation?.infinite).toEqual([0, 1]);
    expect(model.coefficients.map(({ estimate }) => estimate)).toEqual([Infinity, Infinity]);
  });

  test('is said exactly when some direction separates (two covariates, all directions that matter tried)', () => {
    fc.assert(
      fc.property(patients(2, 2, 9), (all) => {
        const sample = sampleOf(all);
        const result = coxRegression(sample);
        if (result.kind === 'model') expect(result.separation?.isExact ?? false).toBe(isSeparable(all));
        else expect(result.reason).not.toBe('not-converged');
      }),
      { numRuns: 400 },
    );
  });
});

function modelOf(sample: CoxSample): CoxModel {
  const result = coxRegression(sample);
  if (result.kind !== 'model') throw new Error(`no estimate: ${result.reason}`);
  return result;
}

/**
 * Brute force: a direction δ separates when no pair (event, at risk with it) is in wrong order along it and some pair is
 * in right order. In two dimensions the boundary of all such δ consists of normals of pair differences.
 */
function isSeparable(all: readonly Patient[]): boolean {
  const present = all.filter(({ count }) => count > 0);
  const differences = present
    .filter(({ isEvent }) => isEvent)
    .flatMap((dead) =>
      present
        .filter(({ stratum, time }) => stratum === dead.stratum && time >= dead.time)
        .map(({ covariates }) => [dead.covariates[0] - covariates[0], dead.covariates[1] - covariates[1]]),
    );
  const candidates = differences.flatMap(([x, y]) => [[y, -x], [-y, x], [x, y]]); // prettier-ignore
  return candidates.some(([a, b]) => {
    const margins = differences.map(([x, y]) => a * x + b * y);
    return margins.every((margin) => margin >= 0) && margins.some((margin) => margin > 0);
  });
}
