/** Which of several models of a study was released, and why. */
import { z } from 'zod';
import { cohortId, number } from './parts.ts';

const comparedModel = z.strictObject({
  model: z.string(),
  cohort: cohortId.nullable().describe('null: it could not be made'),
  figure: number.describe('what the rule compares by'),
  alarm: z.boolean().nullable().describe('privacy alarm; null: not assessed'),
  outcome: z
    .enum(['released', 'kept', 'not-released', 'no-cohort'])
    .describe('kept: its rows are in the folder too, as the study asks for'),
  reason: z.string(),
});

export const release = z.strictObject({
  rule: z.enum(['best', 'named']),
  by: z.string().nullable().describe('the figure that models are compared by, in words; null: the study names a model'),
  scale: z
    .enum(['rescaled', 'above floor'])
    .nullable()
    .describe('of the figure; rescaled: (value − floor) / (ceiling − floor), at most 1; above floor: value − floor'),
  noise: number.describe('figures this near to the best count as equal to it'),
  released: cohortId.nullable().describe('null: none'),
  sentence: z.string().describe('the outcome in words'),
  models: z.array(comparedModel),
});
