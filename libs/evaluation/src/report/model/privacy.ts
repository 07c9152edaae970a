/** What the synthetic rows tell about who was in training, and about patients. */
import { z } from 'zod';
import { attackFigure } from './attacks.ts';
import { cohortId, count, number, share, suppressible } from './parts.ts';

const quantiles = z.array(z.strictObject({ probability: share, value: number }));

const distance = z.strictObject({
  from: z.string(),
  to: z.string(),
  mean: number,
  zeroShare: share.nullable().describe('share of rows at distance 0, numeric columns cut at deciles; null: suppressed'),
  quantiles,
});

const leakage = z.strictObject({
  coefficient: z.number().describe('mean distance to held-out rows ÷ mean distance to training rows − 1'),
  standardError: number,
  lower: number,
  upper: number,
});

const closer = z.strictObject({ share, lower: share, upper: share });

const ratio = z.strictObject({
  mean: z.number(),
  quantiles,
  shares: z.array(share.nullable()).describe('of rows in 20 bins of equal width from 0 to 1; null: suppressed'),
});

const membership = z
  .strictObject({
    auc: z.number().describe('0.5 is chance'),
    standardError: number,
    lower: number,
    upper: number,
    truePositiveRate: number.describe('at a false positive rate of 5 %'),
    training: count.nullable(),
    heldOut: count.nullable(),
  })
  .nullable();

const cohortPrivacy = z.strictObject({
  leakage: leakage.nullable(),
  exactMatches: z
    .strictObject({ training: suppressible, heldOut: suppressible })
    .nullable()
    .describe('real rows that a row of the cohort equals in every column; null: not measured'),
  closerToTraining: closer
    .nullable()
    .describe('share of rows nearer to training than to as many held-out rows, equally near ones counted half'),
  distanceRatio: z
    .strictObject({ training: ratio.nullable(), heldOut: ratio.nullable() })
    .describe('nearest ÷ second nearest distance'),
  membership: z.strictObject({
    raw: membership.describe('guessed from the distance to the nearest row of the cohort'),
    calibrated: membership.describe('from that less the distance to independent columns'),
    mostExposed: membership.describe('calibrated, among the 5 % of patients farthest from independent columns'),
  }),
  singlingOut: z.strictObject({
    univariate: attackFigure.nullable(),
    multivariate: attackFigure.nullable(),
    byAttributes: z.array(attackFigure.extend({ attributes: count })),
  }),
  linkability: z.array(attackFigure.extend({ neighbours: count })),
  inference: z.strictObject({
    overall: attackFigure.nullable(),
    columns: z.array(attackFigure.extend({ field: z.string() })),
  }),
});

export const privacy = z.strictObject({
  cohort: cohortId,
  columns: count.describe('that a Hamming distance counts over'),
  rows: z
    .strictObject({
      training: count,
      heldOut: count,
      attackedTraining: count,
      attackedHeldOut: count,
      part: count.describe('of each of the equally large parts that leakage and singling out are measured by'),
      synthetic: count,
      independent: count,
    })
    .optional()
    .describe('rows behind the figures'),
  distances: z.array(distance),
  synthetic: cohortPrivacy,
  independent: cohortPrivacy.describe('the floor: the same for a cohort whose columns are independent'),
});

export const privacyStatement = z.strictObject({
  cohort: cohortId,
  alarm: z.boolean().nullable().describe('null: not assessed'),
  sentence: z.string(),
});
