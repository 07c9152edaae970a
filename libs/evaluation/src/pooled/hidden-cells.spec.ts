import { beforeAll, expect, test } from '@jest/globals';
import { categoryCodes } from '#tabular/columns';
import type { Column, Table } from '#tabular/table';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import type { Assessment } from '../assessment.ts';
import { assessTables } from './assess-tables.ts';

const ROWS = 300;
const MINIMUM = DICTIONARY.minimumCellSize;

/** A cohort in which so many of the first patients, men all, lack an age, a sex and so on, and nobody anything else. */
function cohortWithout(missing: Readonly<Record<string, number>>, seed: string): Table {
  const { rowCount, columns } = randomCohort(ROWS, seed);
  const filled = Array.from(columns, ([name, column]): [string, Column] => {
    const few = missing[name] ?? 0;
    if (column.kind === 'categorical' && name === 'sex') column.codes.fill(1, 0, 10);
    return column.kind === 'categorical'
      ? [name, { kind: 'categorical', codes: column.codes.map((code, row) => (row < few ? -1 : Math.max(0, code))) }]
      : [name, { kind: 'numeric', values: column.values.map((value, row) => (row < few ? NaN : value || 30)) }];
  });
  return { rowCount, columns: new Map(filled) };
}

const MISSING = { age: 2, sex: 3, response: 2, months: 4 };

function assess(missing: Readonly<Record<string, number>>): Assessment {
  const training = cohortWithout(missing, 'real');
  const heldOut = cohortWithout({}, 'held out');
  return assessTables(DICTIONARY, { training, heldOut }, randomCohort(200, 'synthetic'), { seed: 's' });
}

let told: Assessment;
beforeAll(() => {
  told = assess(MISSING);
});

test('few missing values are suppressed, and no number of the others tells how many', () => {
  const hidden = told.distributions.filter(({ cohorts }) => cohorts.training.missing === null);
  expect(hidden.map(({ field }) => field)).toEqual(['sex', 'age', 'response', 'months']);
  const { baseline, responses, endpoints, effects, markers } = told.inference;
  expect(baseline.filter(({ training }) => training.known === null).map(({ field }) => field)).toEqual(['sex', 'age']);
  expect(responses[0].training).toMatchObject({ known: null, positive: null });
  expect(endpoints[0].training.patients).toBeNull();
  for (const { terms } of effects) {
    for (const { field, training } of terms)
      if (field === 'age' || field === 'sex') expect(training?.patients).toBeNull();
  }
  expect(markers.length).toBeGreaterThan(0);
  for (const { curves } of markers) {
    for (const { cohort, patients, points } of curves) {
      if (cohort !== 'training') continue;
      expect(patients).toBeNull();
      expect(points.every(({ atRisk }) => atRisk === null)).toBe(true);
    }
  }
  const { training: curve } = told.survival[0].cohorts;
  expect(curve.points.length).toBeGreaterThan(10);
  expect([curve.patients, ...curve.points.map(({ atRisk }) => atRisk)].every((count) => count === null)).toBe(true);
  for (const { against, value } of [...told.utility.predictions, ...told.utility.survivalModels]) {
    if (against === 'training' && value) expect(ROWS - (value.patients ?? 0)).toBeGreaterThanOrEqual(MINIMUM);
  }
});

test('no mean of whole numbers is that of one number of patients alone', () => {
  const age = told.distributions.find(({ field }) => field === 'age');
  if (age?.kind !== 'numeric') throw new Error('age is a number');
  const { mean, quartiles } = age.cohorts.training;
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-6;
  const candidates = [1, 2, 3, 4].filter((missing) => isWhole(Number(mean) * (ROWS - missing)));
  expect(candidates.length).not.toBe(1);
  expect(quartiles?.every(isWhole)).toBe(true);
});

test('the distance of a column says the same whichever of two suppressed cells has a patient more', () => {
  const variation = (assessment: Assessment) =>
    assessment.inference.columns.find(({ field }) => field === 'sex')?.totalVariation.value;
  expect(variation(assess({ ...MISSING, sex: 4 }))).toBe(variation(told));
});

test('where few have an event, no curve and no test tells how many', () => {
  const training = cohortWithout({}, 'real');
  const dead = categoryCodes(training, 'dead').map((_code, row) => (row < 3 ? 1 : 0));
  const rare = { rowCount: ROWS, columns: new Map(training.columns).set('dead', { kind: 'categorical', codes: dead }) };
  const { survival, inference } = assessTables(
    DICTIONARY,
    { training: rare, heldOut: training },
    randomCohort(200, 'synthetic'),
    { seed: 's' },
  );
  expect(survival[0].cohorts.training).toMatchObject({ events: null, median: null, points: [] });
  expect(survival[0].cohorts.heldOut.points.length).toBeGreaterThan(10);
  expect(inference.endpoints[0]).toMatchObject({ hazardRatio: null, p: null, restrictedMeanDifference: null });
  expect(inference.endpoints[0].training).toMatchObject({ patients: ROWS, events: null });
  expect(inference.endpoints[0].training.restrictedMean.value).toBeNull();
});
