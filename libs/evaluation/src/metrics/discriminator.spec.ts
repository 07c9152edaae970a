import { expect, test } from '@jest/globals';
import { randomCohort } from '../../testing/random-cohort.ts';
import { discriminatorScore } from './discriminator.ts';
import { shuffleColumns } from './shuffle-columns.ts';

test('cohorts of one kind are told apart hardly, unlike ones surely', () => {
  const real = randomCohort(300, 'real');
  expect(discriminatorScore(real, randomCohort(300, 'another'), 'seed')).toBeGreaterThan(0.7);
  const { rowCount, columns } = randomCohort(300, 'third');
  const all50 = { kind: 'numeric' as const, values: new Float64Array(rowCount).fill(50.5) };
  expect(discriminatorScore(real, { rowCount, columns: new Map(columns).set('age', all50) }, 'seed')).toBeLessThan(0.1);
  expect(discriminatorScore(real, shuffleColumns(real, 'shuffle'), 'seed')).toBeLessThan(0.7);
});

test('is not defined for too few rows', () => {
  expect(discriminatorScore(randomCohort(2, 'a'), randomCohort(9, 'b'), 'seed')).toBeNaN();
});
