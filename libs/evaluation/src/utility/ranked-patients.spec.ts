import { expect, test } from '@jest/globals';
import { coxRegression } from '#statistics/cox/cox-regression';
import { kaplanMeier, survivalAt } from '#statistics/kaplan-meier';
import { profilePlan } from '#tabular/profile/profile-plan';
import { HAZARDS, hazardsCohort } from '../../testing/proportional-hazards.ts';
import { Suppression } from '../scoring/suppression.ts';
import { calibrationPoints, overallCalibration } from './calibration.ts';
import { rankedOfRows } from './ranked-patients.ts';
import { joinGroups } from './risk-table.ts';
import { followedRows, learnSurvival, linearPredictors, riskGroup } from './survival-model.ts';

const HORIZON = 24;
const [OS] = profilePlan(HAZARDS).endpoints;
const real = hazardsCohort(300, 'real');
const learnt = learnSurvival(HAZARDS, OS, hazardsCohort(400, 'synthetic'), HORIZON);
if (!learnt) throw new Error('no model');
const model = learnt;
const { rows, times, isEvent } = followedRows(OS, real);
const predictors = linearPredictors(HAZARDS, model, real, rows);
const { table, slope } = rankedOfRows(HAZARDS, OS, model, real);
const exactly = new Suppression(1);

test('the slope is that of the patients’ own linear predictors', () => {
  const fitted = coxRegression({ times, isEvent, covariates: [predictors] });
  if (fitted.kind !== 'model') throw new Error(fitted.reason);
  expect(slope.estimate).toBe(fitted.coefficients[0].estimate);
  expect([slope.lower, slope.upper]).toEqual([fitted.coefficients[0].lower, fitted.coefficients[0].upper]);
});

test('observed survival is the Kaplan–Meier estimate of the very rows, of all and of each fifth', () => {
  const curve = kaplanMeier(times, isEvent);
  expect(overallCalibration(table, HORIZON, exactly).observed?.value).toBeCloseTo(survivalAt(curve, HORIZON), 12);
  calibrationPoints(table, HORIZON, exactly).forEach(({ patients, observed }, fifth) => {
    const members = Array.from(rows.keys()).filter((i) => Math.floor(riskGroup(model, predictors[i]) / 4) === fifth);
    const own = kaplanMeier(
      members.map((i) => times[i]),
      members.map((i) => isEvent[i]),
    );
    expect(patients).toBe(members.length);
    expect(observed?.value).toBeCloseTo(survivalAt(own, HORIZON), 12);
  });
});

test('every patient is counted once', () => {
  const all = joinGroups(table.groups);
  expect(all.patients).toBe(rows.length);
  expect(all.events.reduce((sum, count) => sum + count, 0)).toBe(isEvent.reduce((sum, event) => sum + event, 0));
  expect(new Set(table.times).size).toBe(table.times.length);
});

test('nobody, and nobody with an event, leave the slope undefined', () => {
  const nobody = rankedOfRows(HAZARDS, OS, model, hazardsCohort(0, 'nobody'));
  expect(nobody.slope.estimate).toBeNaN();
  expect(joinGroups(nobody.table.groups).patients).toBe(0);
});
