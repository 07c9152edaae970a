import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { tables } from '../../../tabular/testing/arbitraries.ts';
import { TRIAL } from '../../../tabular/testing/trial-dictionary.ts';
import { HAZARDS, hazardsCohort } from '../../testing/proportional-hazards.ts';
import { utilityPlanShape } from './utility-plan-shape.ts';
import { utilityPlan } from './utility-plan.ts';
import { allAtOnce } from '../steps.ts';

const training = hazardsCohort(300, 'training');
const profile = profileOf(HAZARDS, [training]);
const synthetic = hazardsCohort(300, 'synthetic');
const plan = allAtOnce(utilityPlan(HAZARDS, profile, synthetic, { seed: 'plan' }));

test('every plan goes through JSON and its shape, whatever the tables', () => {
  fc.assert(
    fc.property(tables(TRIAL, { min: 1, max: 40 }), tables(TRIAL, { min: 1, max: 40 }), (real, made) => {
      const any = allAtOnce(utilityPlan(TRIAL, profileOf(TRIAL, [real]), made, { seed: 's' }));
      expect(utilityPlanShape.parse(JSON.parse(JSON.stringify(any)))).toEqual(any);
    }),
    { numRuns: 30 },
  );
});

test.each([
  [{ ...plan, seed: 7 }],
  [{ ...plan, learnFromReal: 'all' }],
  [{ ...plan, horizons: { 'two years': { events: [Number.NaN], survivors: 1 } } }],
  [{ ...plan, survival: { OS: { horizon: 24, intervals: [33], model: null } } }],
  [{ ...plan, clusters: { columns: [{ kind: 'scaled', field: 'age', mean: 0, standardDeviation: 0 }], centres: [] } }],
  [{ ...plan, more: 1 }],
  [null],
])('a plan of another shape is refused (%#)', (value) => {
  expect(utilityPlanShape.safeParse(value).success).toBe(false);
});

describe('horizons', () => {
  test('weights come from the real censoring, the model from the synthetic cohort', () => {
    const other = allAtOnce(utilityPlan(HAZARDS, profile, hazardsCohort(300, 'other'), { seed: 'plan' }));
    expect(other.horizons).toEqual(plan.horizons);
    expect(other.survival).not.toEqual(plan.survival);
    expect(plan.survival.OS.horizon).toBe(24);
  });

  test('without a target survival is predicted at the median follow-up', () => {
    const { survival } = allAtOnce(utilityPlan({ ...HAZARDS, targets: [] }, profile, synthetic, { seed: 'plan' }));
    // Censored evenly up to 100 months.
    expect(survival.OS.horizon).toBeGreaterThan(40);
    expect(survival.OS.horizon).toBeLessThan(65);
    expect(Number.isInteger(survival.OS.horizon)).toBe(true);
  });

  test('with nobody censored there is no median follow-up', () => {
    const columns = new Map(training.columns).set('dead', { kind: 'categorical', codes: new Int32Array(300).fill(1) });
    const dead = profileOf(HAZARDS, [{ rowCount: 300, columns }]);
    const { survival } = allAtOnce(utilityPlan({ ...HAZARDS, targets: [] }, dead, synthetic, { seed: 'plan' }));
    expect(survival.OS.horizon).toBeNull();
    expect(survival.OS.model?.baselineSurvival).toBeNull();
  });
});

test('clusters come from the real rows where these are at hand', () => {
  const pooled = allAtOnce(utilityPlan(HAZARDS, profile, synthetic, { seed: 'plan', pooled: training }));
  expect([pooled.learnFromReal, plan.learnFromReal]).toEqual(['pooled', 'sites']);
  expect(pooled.clusters).not.toEqual(plan.clusters);
  expect(allAtOnce(utilityPlan(HAZARDS, profile, training, { seed: 'plan' })).clusters).toEqual(pooled.clusters);
});
