import { beforeAll, describe, expect, test } from '@jest/globals';
import { categoryCodes } from '#tabular/columns';
import type { Column, Table } from '#tabular/table';
import { assessSites } from '../../testing/assess-sites.ts';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import type { Assessment } from '../assessment.ts';
import { niceStep, toStep } from '../scoring/rounding.ts';
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

describe('of a marker that few carry', () => {
  // What takes long and has no part in this left out.
  const names = ['sex', 'marker', 'age'];
  const fields = DICTIONARY.fields.filter(({ name }) => names.includes(name));
  const dictionary = { ...DICTIONARY, fields, endpoints: [], targets: [], constraints: [] };
  const cohort = (rowCount: number, seed: string): Table => {
    const { columns } = randomCohort(rowCount, seed);
    return { rowCount, columns: new Map([...columns].filter(([name]) => names.includes(name))) };
  };
  const withCarriers = (rowCount: number, carriers: number, seed: string): Table => {
    const codes = Int32Array.from({ length: rowCount }, (_, row) => (row < carriers ? 1 : 0));
    const { columns } = cohort(rowCount, seed);
    return { rowCount, columns: new Map(columns).set('marker', { kind: 'categorical', codes }) };
  };
  const synthetic = cohort(200, 'synthetic');
  const pooled = (training: Table, heldOut: Table) =>
    assessTables(dictionary, { training, heldOut }, synthetic, { seed: 's' });
  const overSites = (training: Table, heldOut: Table) => {
    const heldOutParts = shard(heldOut, 3, 'held out');
    const sites = shard(training, 3, 'sites').map((part, i) => ({ training: part, heldOut: heldOutParts[i] }));
    return assessSites(dictionary, sites, synthetic);
  };
  /** What the report says of the column, and of the mean over columns. */
  const said = ({ inference, scores }: Assessment) =>
    JSON.stringify([
      inference.columns.filter(({ field }) => field === 'marker'),
      scores.filter(({ name }) => name === 'column-shape'),
    ]);

  test.each([
    ['pooled', pooled],
    ['over sites', overSites],
  ])('%s, distances, their references and their mean say the same of 1 to 4 carriers', (_, evaluate) => {
    // As many in the held-out rows that their count there is released.
    const of = (trained: number, kept: number) =>
      said(evaluate(withCarriers(401, trained, 't'), withCarriers(120, kept, 'h')));
    const one = of(1, 20);
    expect(JSON.parse(one)[1]).toHaveLength(2);
    for (const carriers of [2, 3, 4]) expect(of(carriers, 20)).toBe(one);
    const few = of(20, 1);
    expect(of(20, 4)).toBe(few);
  });
});

test('ceilings of numbers are no finer than their distances, and the mean over columns is that of what is told', () => {
  const distances = told.inference.columns.map(
    ({ totalVariation, kolmogorovSmirnov }) => kolmogorovSmirnov ?? totalVariation,
  );
  const step = niceStep(MINIMUM / ROWS);
  for (const { field, totalVariation, kolmogorovSmirnov } of told.inference.columns) {
    if (field !== 'age' && field !== 'months') continue;
    for (const { value, ceiling } of [totalVariation, kolmogorovSmirnov ?? totalVariation]) {
      for (const number of [value, ceiling]) expect(number).toBe(toStep(Number(number), step));
    }
  }
  const shape = told.scores.find(({ name, against }) => name === 'column-shape' && against === 'training');
  const mean = (pick: (distance: (typeof distances)[number]) => number | null) =>
    distances.reduce((sum, distance) => sum + Number(pick(distance)), 0) / distances.length;
  expect(shape?.value).toBeCloseTo(1 - mean(({ value }) => value), 12);
  expect(shape?.ceiling).toBeCloseTo(1 - mean(({ ceiling }) => ceiling), 12);
});
