/** What models say that learnt from a synthetic cohort and answer for real rows. */
import { z } from 'zod';
import { against, cohortId, count, number, suppressible } from './parts.ts';

const estimate = z
  .strictObject({
    value: z.number(),
    interval: z.tuple([z.number(), z.number()]).nullable().describe('of 95 %; null: not defined'),
  })
  .nullable()
  .describe('null: not defined');

const answers = z
  .strictObject({
    patients: suppressible.describe('with a known answer; null: suppressed'),
    positives: suppressible,
    correlation: number.describe('Matthews correlation of the answer'),
    auroc: estimate,
    brier: number,
    constantBrier: number.describe('Brier score of the share of positives'),
    scaledBrier: number.describe('1 − brier / constantBrier'),
    observed: number.describe('share of positives'),
    predicted: number.describe('mean of the predicted probabilities'),
    observedLessPredicted: number,
  })
  .nullable()
  .describe('null: not told, or there is none');

const prediction = z.strictObject({
  target: z.string(),
  against,
  value: answers.describe('learnt from the synthetic cohort'),
  floor: answers.describe('learnt from independent columns'),
  ceiling: answers.describe('learnt from all real training rows, where all rows were at hand'),
  alone: answers.describe('learnt by each site from its own training rows, and asked about what it holds out'),
});

const calibrationPoint = z.strictObject({
  patients: count.nullable().describe('null: suppressed'),
  predicted: number.describe('mean predicted survival'),
  observed: estimate.describe('Kaplan–Meier estimate'),
});

const ranking = z.strictObject({
  patients: suppressible,
  events: count,
  concordance: estimate.describe('Harrell’s C of risk groups; 0.5 is chance'),
  concordanceWithinSites: estimate.describe('over pairs of patients of one site'),
  calibrationSlope: estimate.describe('1: risks differ as predicted; less: they differ less'),
  overall: calibrationPoint.nullable(),
  fifths: z.array(calibrationPoint).describe('by predicted risk, the least first'),
});

const survivalModel = z.strictObject({
  endpoint: z.string(),
  against,
  horizon: number.describe('at which survival is predicted; null: there is none'),
  value: ranking.nullable(),
  ceiling: ranking.nullable(),
  alone: ranking.pick({ patients: true, events: true, concordanceWithinSites: true }).nullable(),
});

const between = { value: number, floor: number, ceiling: number };

export const utility = z.strictObject({
  cohort: cohortId,
  predictions: z.array(prediction),
  survivalModels: z.array(survivalModel),
  discriminator: z.strictObject({ ...between, patients: count.nullable() }),
  clusterCoverage: z.array(z.strictObject({ against, ...between })),
});
