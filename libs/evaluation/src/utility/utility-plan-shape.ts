import { z } from 'zod';
import { CLUSTERS } from './cluster-plan.ts';
import type { UtilityPlan } from './utility-plan.ts';

const field = z.string();
const numbers = z.array(z.number());

const designTerm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state'), field, code: z.int().min(-1) }),
  z.strictObject({ kind: z.literal('missing'), field }),
  z.strictObject({ kind: z.literal('number'), field, mean: z.number(), standardDeviation: z.number().positive() }),
]);

const survivalModel = z.strictObject({
  terms: z.array(designTerm),
  coefficients: numbers,
  offset: z.number(),
  cuts: numbers,
  baselineSurvival: z.number().min(0).max(1).nullable(),
});

const clusterColumn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scaled'), field, mean: z.number(), standardDeviation: z.number().positive() }),
  z.strictObject({ kind: z.literal('two-valued'), field, values: numbers.length(2), mean: z.number() }),
  z.strictObject({ kind: z.literal('one-hot'), field, values: numbers }),
]);

const weight = z.number().nonnegative();

/** What a plan that comes from elsewhere must look like. */
export const utilityPlanShape: z.ZodType<UtilityPlan> = z.strictObject({
  seed: z.string(),
  learnFromReal: z.enum(['pooled', 'sites']),
  horizons: z.record(z.string(), z.strictObject({ events: z.array(weight), survivors: weight.positive() }).nullable()),
  survival: z.record(z.string(), z.strictObject({ horizon: z.number().nullable(), model: survivalModel.nullable() })),
  clusters: z.strictObject({ columns: z.array(clusterColumn), centres: z.array(numbers).max(CLUSTERS) }),
});
