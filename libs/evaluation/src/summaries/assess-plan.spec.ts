import { expect, test } from '@jest/globals';
import { countExactMatches } from '#privacy/exact-matches';
import { exactSum } from '#sums/exact-sum';
import { numericValues } from '#tabular/columns';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import { quantile } from '#statistics/quantile';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { gramOf } from './gram.ts';
import { gramLayout } from './gram-layout.ts';
import { associationMatrix } from '../metrics/associations.ts';
import { evaluatePooled } from '../scoring/evaluate-pooled.ts';
import { allAtOnce } from '../steps.ts';
import { assessPlan } from './assess-plan.ts';
import { independentCohort } from './independent-cohort.ts';
import { thinRows } from './thin-rows.ts';

const table = randomCohort(1000, 'rows');
const synthetic = randomCohort(100, 'synthetic');
const profile = readProfile(
  DICTIONARY,
  exactSum(profileLayout(DICTIONARY), new Map([['site', contributeProfile(DICTIONARY, table)]])),
);

test('cuts lie by the deciles, never on a value, and the plan is JSON', () => {
  const plan = allAtOnce(assessPlan(DICTIONARY, profile, synthetic, { seed: 'plan', holdOut: 0.2 }));
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  const ages = numericValues(table, 'age')
    .filter((age) => !Number.isNaN(age))
    .sort();
  expect(plan.cuts.age).toHaveLength(9);
  plan.cuts.age.forEach((cut, i) => {
    expect(Math.abs(cut - quantile(ages, (i + 1) / 10))).toBeLessThanOrEqual(1);
    expect(ages.includes(cut)).toBe(false);
  });
});

test.each([
  [0, 0],
  [0.2, 4],
  [0.25, 3],
  [0.5, 1],
])('holding out %p makes %p parts of the training rows', (holdOut, parts) => {
  expect(allAtOnce(assessPlan(DICTIONARY, profile, synthetic, { seed: 'plan', holdOut })).trainingParts).toBe(parts);
});

test('the independent cohort has the margins of the profile and no association to speak of', () => {
  const cohort = independentCohort(DICTIONARY, profile, 1000, 'seed');
  const { bsm, rsc } = evaluatePooled(DICTIONARY, table, cohort);
  expect(bsm).toBeGreaterThan(0.99);
  expect(rsc).toBeGreaterThan(0.98);
  const layout = gramLayout(DICTIONARY);
  const between = associationMatrix(layout, gramOf(layout, cohort)).flatMap((row, r) => row.filter((_, c) => c !== r));
  expect(Math.max(...between.map(Math.abs))).toBeLessThan(0.15);
  expect(independentCohort(DICTIONARY, profile, 1000, 'seed')).toEqual(cohort);
});

test('large tables are thinned, small ones are not', () => {
  expect(thinRows(table, 1000, 'seed')).toBe(table);
  const thinned = thinRows(table, 300, 'seed');
  expect(thinned.rowCount).toBe(300);
  expect(countExactMatches(DICTIONARY, thinned, table)).toBe(300);
});
