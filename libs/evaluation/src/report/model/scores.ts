/** Scores, each beside what it is read between. */
import { z } from 'zod';
import { against, cohortId, number } from './parts.ts';

export const score = z.strictObject({
  id: z.enum([
    'bsm',
    'rsc',
    'ltc',
    'association-retention',
    'association-difference',
    'column-shape',
    'km-divergence',
    'optimism',
    'short-sightedness',
    'discriminator',
    'k-means-coverage',
    'effect-agreement',
    'prediction',
    'auroc',
    'brier',
    'concordance',
  ]),
  label: z.string(),
  subject: z.string().optional().describe('the endpoint or prediction target that the score is about'),
  against,
  values: z.array(
    z.strictObject({
      cohort: cohortId,
      value: number,
      floor: number.describe('the same score for a cohort of as many rows whose columns are independent'),
      ceiling: number.describe('the same score for another real cohort'),
      floorDeviation: z
        .number()
        .nonnegative()
        .optional()
        .describe('standard deviation of the draws that floor is the mean of'),
      ceilingDeviation: z.number().nonnegative().optional().describe('likewise of ceiling'),
      signed: number.optional().describe('survival scores before 1 − |·|: above 0 is optimism, or shorter follow-up'),
    }),
  ),
});
