import { describe, expect, test } from '@jest/globals';
import { concordance } from '#statistics/concordance';
import { kaplanMeier, survivalAt } from '#statistics/kaplan-meier';
import { profilePlan } from '#tabular/profile/profile-plan';
import { selectRows } from '#tabular/select-rows';
import { EFFECTS, HAZARDS, hazardsCohort } from '../../testing/proportional-hazards.ts';
import {
  followedRows,
  learnSurvival,
  linearPredictors,
  predictedSurvival,
  RISK_GROUPS,
  riskGroup,
} from './survival-model.ts';

const [OS] = profilePlan(HAZARDS).endpoints;
const cohort = hazardsCohort(2000, 'cohort');
const model = learned(2000);
const { rows, times, isEvent } = followedRows(OS, cohort);
const predictors = linearPredictors(HAZARDS, model, cohort, rows);

test('finds the effects that made the cohort', () => {
  const { terms, coefficients } = model;
  expect(terms.map(({ field }) => field)).toEqual(['mark', 'age', 'noise']);
  const age = terms[1];
  const decade = age.kind === 'number' ? (10 * coefficients[1]) / age.standardDeviation : Number.NaN;
  const mark = terms[0].kind === 'state' && terms[0].code === 0 ? -coefficients[0] : coefficients[0];
  expect(mark).toBeCloseTo(EFFECTS.mark, 0);
  expect(Math.abs(mark - EFFECTS.mark)).toBeLessThan(0.15);
  expect(Math.abs(decade - EFFECTS.decade)).toBeLessThan(0.08);
  expect(Math.abs(coefficients[2])).toBeLessThan(0.08);
});

test('linear predictors are 0 on average and rank the patients', () => {
  expect(predictors.reduce((sum, value) => sum + value, 0) / rows.length).toBeCloseTo(0, 9);
  expect(concordance({ times, isEvent, scores: predictors }).concordance).toBeGreaterThan(0.65);
});

test('mean predicted survival is the Kaplan–Meier estimate at the horizon', () => {
  const mean = predictors.reduce((sum, value) => sum + predictedSurvival(model, value), 0) / rows.length;
  expect(Math.abs(mean - survivalAt(kaplanMeier(times, isEvent), 24))).toBeLessThan(0.01);
});

test('risk groups are of one size where the model learnt', () => {
  const sizes = new Float64Array(RISK_GROUPS);
  predictors.forEach((predictor) => sizes[riskGroup(model, predictor)]++);
  sizes.forEach((size) => expect(Math.abs(size - 100)).toBeLessThanOrEqual(2));
  expect(riskGroup(model, Number.POSITIVE_INFINITY)).toBe(RISK_GROUPS - 1);
  expect(riskGroup(model, Number.NEGATIVE_INFINITY)).toBe(0);
});

test('is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

describe('little to learn from', () => {
  test('no row, one row, too few events: no model', () => {
    for (const rowCount of [0, 1, 9]) {
      expect(learnSurvival(HAZARDS, OS, selectRows(cohort, rows.subarray(0, rowCount)), 24)).toBeUndefined();
    }
    const columns = new Map(cohort.columns).set('dead', { kind: 'categorical', codes: new Int32Array(2000) });
    expect(learnSurvival(HAZARDS, OS, { rowCount: 2000, columns }, 24)).toBeUndefined();
  });

  test('without a horizon nothing is predicted at one', () => {
    const without = learnSurvival(HAZARDS, OS, cohort, null);
    expect(without?.baselineSurvival).toBeNull();
    expect(without && predictedSurvival(without, 0)).toBe(0);
  });

  test('patients who all are alike but for two values share few groups', () => {
    const columns = new Map(cohort.columns)
      .set('age', { kind: 'numeric', values: new Float64Array(2000).fill(50) })
      .set('noise', { kind: 'numeric', values: new Float64Array(2000).fill(0) });
    const table = { rowCount: 2000, columns };
    const two = learnSurvival(HAZARDS, OS, table, 24);
    if (!two) throw new Error('no model');
    const groups = new Set(linearPredictors(HAZARDS, two, table, rows).map((predictor) => riskGroup(two, predictor)));
    expect(groups.size).toBe(2);
  });
});

function learned(rowCount: number) {
  const found = learnSurvival(HAZARDS, OS, hazardsCohort(rowCount, 'cohort'), 24);
  if (!found) throw new Error('no model');
  return found;
}
