/** Single columns in every cohort. */
import { z } from 'zod';
import { cohortId, number, share } from './parts.ts';

const base = {
  field: z.string(),
  title: z.string().optional(),
  group: z.string().optional(),
};

const numericSeries = z.strictObject({
  cohort: cohortId,
  edges: z.array(z.number()).describe('bin edges, increasing, one more than bins'),
  shares: z
    .array(share.nullable())
    .describe('share of known values in each bin (of all rows where missing is suppressed); null: suppressed'),
  missing: share.nullable().describe('share of all rows; null: suppressed'),
  mean: number,
  standardDeviation: number,
  median: number.describe('from sums: off by at most a bin of the agreed histogram'),
});

export const numericDistribution = z.strictObject({
  ...base,
  kind: z.literal('numeric'),
  unit: z.string().optional(),
  series: z.array(numericSeries),
});

export const categoricalDistribution = z.strictObject({
  ...base,
  kind: z.literal('categorical'),
  states: z.array(z.string()),
  series: z.array(
    z.strictObject({
      cohort: cohortId,
      shares: z.array(share.nullable()).describe('share of all rows in each state; null: suppressed'),
      missing: share.nullable().describe('share of all rows; null: suppressed'),
    }),
  ),
});

export const distribution = z.discriminatedUnion('kind', [numericDistribution, categoricalDistribution]);
