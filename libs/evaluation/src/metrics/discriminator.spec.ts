import { expect, test } from '@jest/globals';
import { randomCohort } from '../../testing/random-cohort.ts';
import { discriminate, discriminatorScore } from './discriminator.ts';
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

test('asks about a fifth of each cohort, of at most 2,000 rows each', () => {
  const sexesOf = (rowCount: number) => {
    const { columns } = randomCohort(rowCount, `${rowCount}`);
    return { rowCount, columns: new Map([...columns].filter(([name]) => name === 'sex')) };
  };
  expect(discriminate(sexesOf(30), sexesOf(50), 'seed').total).toBe(2 * 6);
  expect(discriminate(sexesOf(2100), sexesOf(3000), 'seed').total).toBe(2 * 400);
});
