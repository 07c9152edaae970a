/** What the synthetic rows tell about who was in training. */
import { z } from 'zod';
import { cohortId, number, share, suppressible } from './parts.ts';

const distance = z.strictObject({
  from: z.string(),
  to: z.string(),
  mean: number,
  zeroShare: share.nullable().describe('share of rows at distance 0, numeric columns cut at deciles; null: suppressed'),
  quantiles: z.array(z.strictObject({ probability: share, value: number })),
});

export const privacy = z.strictObject({
  cohort: cohortId,
  leakageCoefficient: number,
  leakageFloor: number.describe('the same for a cohort whose columns are independent'),
  membershipAuc: number.describe('area under the curve of guessing who was in training; 0.5 is chance'),
  membershipFloor: number,
  exactMatches: z.strictObject({ training: suppressible, heldOut: suppressible }),
  distances: z.array(distance),
});

export const privacyStatement = z.strictObject({
  cohort: cohortId,
  alarm: z.boolean().nullable().describe('null: not assessed'),
  sentence: z.string(),
});
