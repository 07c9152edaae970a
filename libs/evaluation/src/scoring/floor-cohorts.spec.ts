import { expect, test } from '@jest/globals';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { allAtOnce } from '../steps.ts';
import { assessPlan } from '../summaries/assess-plan.ts';
import { broadcastCohorts } from '../summaries/prepared-broadcast.ts';
import { drawsFor, FLOOR_COHORTS, floorCohorts } from './floor-cohorts.ts';

test.each([
  [0, 10],
  [5_000, 10],
  [5_001, 9],
  [25_000, 2],
  [25_001, 1],
  [200_000, 1],
])('a reference of %p rows is drawn %p times', (rowCount, draws) => {
  expect(drawsFor(rowCount, 10)).toBe(draws);
});

test('floors are of the cohort that sites have, and of others with the same margins', () => {
  const synthetic = randomCohort(50, 'synthetic');
  const profile = profileOf(DICTIONARY, [randomCohort(200, 'real')]);
  const plan = allAtOnce(assessPlan(DICTIONARY, profile, synthetic, { seed: 'plan', holdOut: 0.2 }));
  const { independent } = broadcastCohorts(plan, DICTIONARY, synthetic);
  const cohorts = [...floorCohorts(plan, DICTIONARY, independent)];
  expect(cohorts[0]).toBe(independent);
  expect(cohorts).toHaveLength(FLOOR_COHORTS);
  const sexes = cohorts.map(({ columns }) => columns.get('sex'));
  expect(new Set(sexes.map((column) => JSON.stringify(column))).size).toBe(FLOOR_COHORTS);
  const counts = sexes.map((column) => (column?.kind === 'categorical' ? column.codes : new Int32Array()));
  const women = counts.map((codes) => codes.filter((code) => code === 0).length);
  expect(Math.max(...women) - Math.min(...women)).toBeLessThanOrEqual(1);
});
