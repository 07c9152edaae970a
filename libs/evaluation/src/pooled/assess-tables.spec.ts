import { expect, test } from '@jest/globals';
import { kaplanMeier, survivalAt } from '#statistics/kaplan-meier';
import { categoryCodes } from '#tabular/columns';
import { profilePlan } from '#tabular/profile/profile-plan';
import { selectRows } from '#tabular/select-rows';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { buildReport } from '../report/build-report.ts';
import { followedRows } from '../utility/survival-model.ts';
import { assessTables } from './assess-tables.ts';

const [OS] = profilePlan(DICTIONARY).endpoints;
const all = randomCohort(240, 'patients');
const rowsFrom = (first: number, end: number) =>
  selectRows(
    all,
    Array.from({ length: end - first }, (_, i) => first + i),
  );

function reportOf(training: number, synthetic = rowsFrom(0, training)) {
  const rows = { training: rowsFrom(0, training), heldOut: rowsFrom(training, 240) };
  const assessment = assessTables(DICTIONARY, rows, synthetic, { seed: 'seed' });
  const about = { title: 'Copies', softwareVersion: '1', startedAt: '', finishedAt: '', seed: 'seed' };
  return buildReport({ about, assessments: [{ id: 'synthetic', label: 'Copies', assessment }], inputs: [] });
}

test.each([
  ['of half of the patients, whose distance to themselves is 0', 120],
  ['of most patients', 180],
  ['of all patients, none held out', 240],
])('a copy %s raises the alarm and serves for nothing', (_, training) => {
  const { privacyStatements, verdicts } = reportOf(training);
  expect(privacyStatements).toEqual([expect.objectContaining({ alarm: true })]);
  expect(privacyStatements[0].sentence).toContain(`${training} training patients have an exact copy`);
  expect(new Set(verdicts.map(({ level }) => level))).toEqual(new Set(['not-supported']));
});

test('other patients raise no alarm', () => {
  expect(reportOf(180, randomCohort(180, 'others')).privacyStatements[0].alarm).toBe(false);
});

test('calibration is that of the rows, to the last digit', () => {
  const rows = { training: rowsFrom(0, 180), heldOut: rowsFrom(180, 240) };
  const { utility } = assessTables({ ...DICTIONARY, minimumCellSize: 1 }, rows, randomCohort(180, 'others'), {
    seed: 'seed',
  });
  for (const { against, value, horizon } of utility?.survivalModels ?? []) {
    const { times, isEvent } = followedRows(OS, against === 'training' ? rows.training : rows.heldOut);
    expect(horizon).toBe(24);
    expect(value?.overall?.observed?.value).toBeCloseTo(survivalAt(kaplanMeier(times, isEvent), 24), 12);
  }
  expect(utility?.survivalModels).toHaveLength(2);
});

test('a minimum cell size of 1 tells the effect of a state that all have died with', () => {
  const training = rowsFrom(0, 180);
  const dead = categoryCodes(training, 'marker').map((code, row) => (code === 1 || row % 2 === 0 ? 1 : 0));
  const columns = new Map(training.columns).set('dead', { kind: 'categorical', codes: dead });
  const rows = { training: { rowCount: 180, columns }, heldOut: rowsFrom(180, 240) };
  const effectOf = (minimumCellSize: number) => {
    const dictionary = { ...DICTIONARY, minimumCellSize };
    const { inference } = assessTables(dictionary, rows, randomCohort(180, 'others'), { seed: 'seed' });
    const table = inference?.effects.find(({ outcome }) => outcome === 'OS');
    return table?.terms.find(({ field }) => field === 'marker')?.training;
  };
  const { patients, events } = effectOf(1) ?? {};
  expect(patients).toBeGreaterThan(20);
  expect(events).toBe(patients);
  expect(effectOf(2)).toBeNull();
});

test.each(['correct', 'reference'] as const)('a report of %s scores says which they are', (mode) => {
  const rows = { training: rowsFrom(0, 180), heldOut: rowsFrom(180, 240) };
  expect(assessTables(DICTIONARY, rows, randomCohort(60, 'others'), { seed: 'seed', mode }).mode).toBe(mode);
});

test('effects of two halves are compared for the covariates whose effect is told', () => {
  const rows = { training: rowsFrom(0, 180), heldOut: rowsFrom(180, 240) };
  const dictionary = { ...DICTIONARY, minimumCellSize: 20 };
  const { inference } = assessTables(dictionary, rows, randomCohort(180, 'others'), { seed: 'seed' });
  for (const { terms, agreement, floor, ceiling } of inference?.effects ?? []) {
    const told = terms.filter(({ training }) => training !== null).length;
    expect(told).toBeLessThan(terms.length);
    expect([agreement.terms, floor.terms, ceiling.terms]).toEqual([told, told, told]);
  }
  expect(inference?.effects).toHaveLength(2);
});
