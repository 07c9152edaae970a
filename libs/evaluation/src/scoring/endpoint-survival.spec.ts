import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { survivalAt } from '#statistics/kaplan-meier';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import type { SurvivalCurve } from '../assessment.ts';
import { agreedGrids } from '../summaries/evaluation-grids.ts';
import { describeTable } from './described-set.ts';
import { endpointSurvival } from './endpoint-survival.ts';
import { noSuppression, Suppression } from './suppression.ts';

const MINIMUM = DICTIONARY.minimumCellSize;
const GRIDS = agreedGrids(DICTIONARY);
const synthetic = describeTable(DICTIONARY, GRIDS, randomCohort(50, 'synthetic'));

function release(rowCount: number, seed = 'rows', minimum = MINIMUM) {
  const training = describeTable(DICTIONARY, GRIDS, randomCohort(rowCount, seed));
  const real = new Suppression(minimum);
  const [{ cohorts }] = endpointSurvival(
    DICTIONARY,
    { training, heldOut: training, synthetic },
    { training: real, heldOut: real, synthetic: noSuppression() },
  );
  return { full: training.curves[0], real: cohorts.training, synthetic: cohorts.synthetic };
}

/** Patients that leave between one released number at risk and the next. */
function stepSizes({ points }: SurvivalCurve): number[] {
  return points.slice(2).map(({ atRisk }, i) => Number(points[i + 1].atRisk) - Number(atRisk));
}

test('each released step of a real curve holds as many patients as the minimum cell size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.string(), (rowCount, seed) => {
      const { full, real } = release(rowCount, seed);
      for (const { time, survival } of real.points.slice(1)) {
        expect(Math.abs(survival - survivalAt(full, time))).toBeLessThanOrEqual(0.0005 + 1e-12);
      }
      const counts = real.points.slice(1).map(({ atRisk }) => atRisk);
      if (real.patients === null) expect(counts.every((count) => count === null)).toBe(true);
      else {
        expect(stepSizes(real).every((size) => size >= MINIMUM)).toBe(true);
        expect(counts.every((count) => Number(count) >= MINIMUM)).toBe(true);
      }
      if (real.events === null) return expect(real.points).toEqual([]);
      const end = real.points.at(-1)?.time ?? 0;
      const left = full.times.reduce((sum, time, i) => sum + (time > end ? full.events[i] + full.censored[i] : 0), 0);
      expect(left).toBeLessThan(MINIMUM);
      expect(real.truncated).toBe(left > 0);
    }),
    { numRuns: 30 },
  );
});

test('survival of real patients is rounded to three decimals', () => {
  for (const { survival, lower, upper } of release(300).real.points) {
    for (const value of [survival, lower, upper]) expect(value).toBe(Number(value.toFixed(3)));
    expect(lower).toBeLessThanOrEqual(survival);
    expect(upper).toBeGreaterThanOrEqual(survival);
  }
});

test('the synthetic curve has every step, and so has a real one where nothing is to be suppressed', () => {
  const { synthetic: released } = release(100);
  expect(released.points.slice(1).map(({ survival }) => survival)).toEqual([...synthetic.curves[0].survival]);
  expect(released.points.slice(1).map(({ atRisk }) => atRisk)).toEqual([...synthetic.curves[0].atRisk]);
  expect(released.truncated).toBe(false);
  const { full, real } = release(100, 'rows', 1);
  expect(real.points.slice(1).map(({ survival }) => survival)).toEqual([...full.survival]);
});

test('of fewer patients than the minimum nothing is told, not how many they are', () => {
  const { real } = release(MINIMUM - 1);
  expect(real).toMatchObject({ patients: null, events: null, median: null, medianInterval: [null, null] });
  expect(real.points).toEqual([]);
});
