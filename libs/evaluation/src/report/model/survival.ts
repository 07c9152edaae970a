/** Kaplan–Meier curves. */
import { z } from 'zod';
import { cohortId, count, number, share, suppressible } from './parts.ts';

const curvePoint = z.strictObject({
  time: z.number(),
  survival: share,
  lower: share.optional(),
  upper: share.optional(),
  atRisk: count.nullable().describe('at risk after the point before, up to the time; null: suppressed'),
});

const curve = z.strictObject({
  cohort: cohortId,
  patients: suppressible,
  events: suppressible,
  median: number,
  medianInterval: z.tuple([number, number]).describe('log-log interval; null: that side is not reached'),
  points: z.array(curvePoint).describe('right-continuous steps, by time'),
  truncated: z
    .boolean()
    .describe('the curve goes on, but is cut where fewer patients than the minimum cell size remain'),
});

export const survival = z.strictObject({
  endpoint: z.string(),
  title: z.string().optional(),
  unit: z.string().describe('unit of time; empty: not known'),
  confidenceLevel: share.optional(),
  curves: z.array(curve),
});
