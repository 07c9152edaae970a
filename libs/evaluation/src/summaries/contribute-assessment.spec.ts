import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactSum } from '#sums/exact-sum';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { assessLayout, halfSet, ROW_SETS } from './assess-layout.ts';
import { assessPlan } from './assess-plan.ts';
import { prepareBroadcast } from './prepared-broadcast.ts';
import { HALF_PAIRS } from './half-pairs.ts';
import { contributeAssessment } from './contribute-assessment.ts';
import { allAtOnce } from '../steps.ts';

const MINIMUM = DICTIONARY.minimumCellSize;
const synthetic = randomCohort(30, 'synthetic');
const profiled = contributeProfile(DICTIONARY, randomCohort(200, 'profiled'));
const plan = allAtOnce(
  assessPlan(
    DICTIONARY,
    readProfile(DICTIONARY, exactSum(profileLayout(DICTIONARY), new Map([['site', profiled]]))),
    synthetic,
    { seed: 'plan', holdOut: 0.2 },
  ),
);

const broadcast = prepareBroadcast(plan, DICTIONARY, synthetic);

/** The values of the vectors whose name starts so. */
function sent(trainingRows: number, heldOutRows: number, seed = 'site') {
  const rows = { training: randomCohort(trainingRows, 'training'), heldOut: randomCohort(heldOutRows, 'held out') };
  const contribution = contributeAssessment(broadcast, DICTIONARY, rows, seed);
  exactSum(assessLayout(DICTIONARY), new Map([['site', contribution]]));
  const values = (prefix: string) => {
    const found = [...contribution.vectors].filter(([name]) => name.startsWith(prefix));
    if (found.length === 0) throw new Error(`no vector ${prefix}`);
    return found.flatMap(([, vector]) => [...vector.values]);
  };
  return { rowCount: contribution.rowCount, values };
}

/** Of the first halves of all pairs, and of the second ones. */
function rowsOfHalves(values: ReturnType<typeof sent>['values']): number[] {
  return (['a', 'b'] as const).map((half) =>
    Array.from({ length: HALF_PAIRS }, (_, pair) => values(`${halfSet(half, pair)}/rows`)[0]).reduce((a, b) => a + b),
  );
}

const isZero = (value: number) => value === 0;

test('a held-out set below the minimum cell size is not told of', () => {
  const { rowCount, values } = sent(40, 1);
  expect(rowCount).toBe(41);
  expect(values('held-out/').every(isZero)).toBe(true);
  for (const name of ['held-out-to-synthetic', 'held-out-to-training', 'synthetic-to-held-out']) {
    expect(values(`privacy/distance/${name}`).every(isZero)).toBe(true);
  }
  expect(values('privacy/exact-matches/synthetic')[1]).toBe(0);
  expect(rowsOfHalves(values)).toEqual([20, 20]);
});

test('training rows below the minimum cell size are not told of', () => {
  const { rowCount, values } = sent(MINIMUM - 1, 20);
  expect(rowCount).toBe(MINIMUM + 19);
  for (const prefix of [
    'half-a/',
    'half-b/',
    'privacy/distance/training',
    'privacy/distance/synthetic-to',
    'privacy/distance/held-out-to-training',
  ]) {
    expect(values(prefix).every(isZero)).toBe(true);
  }
  expect(values('privacy/exact-matches/synthetic')[0]).toBe(0);
  expect(values('held-out/rows')).toEqual([20]);
});

test('training rows too few for two halves are in one, by chance in either', () => {
  const halves = Array.from({ length: 20 }, (_, i) => rowsOfHalves(sent(2 * MINIMUM - 1, 0, `site ${i}`).values)[0]);
  expect(new Set(halves)).toEqual(new Set([0, 2 * MINIMUM - 1]));
});

test('parts of training rows below the minimum cell size are not measured', () => {
  const { values } = sent(4 * MINIMUM - 1, MINIMUM);
  expect(values('privacy/distance/synthetic-to').every(isZero)).toBe(true);
  expect(
    sent(4 * MINIMUM, MINIMUM)
      .values('privacy/distance/synthetic-to')
      .every(isZero),
  ).toBe(false);
});

test('no row set is of fewer rows than the minimum cell size, but of none', () => {
  fc.assert(
    fc.property(fc.nat(25), fc.nat(12), fc.string(), (trainingRows, heldOutRows, seed) => {
      fc.pre(trainingRows + heldOutRows > 0);
      const { values } = sent(trainingRows, heldOutRows, seed);
      const rows = ROW_SETS.map((set) => values(`${set}/rows`)[0]);
      expect(rows.every((count) => count === 0 || count >= MINIMUM)).toBe(true);
      expect(rows.slice(0, -1).reduce((sum, count) => sum + count)).toBe(trainingRows < MINIMUM ? 0 : trainingRows);
      ROW_SETS.forEach((set, i) => expect(rows[i] > 0 || values(`${set}/`).every(isZero)).toBe(true));
    }),
    { numRuns: 30 },
  );
});
