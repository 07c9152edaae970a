/** What a cohort can serve for. */
import { z } from 'zod';
import { against, cohortId, number } from './parts.ts';

const level = z.enum(['supported', 'with-care', 'not-supported', 'not-assessed']);

const criterion = z.strictObject({
  score: z.string(),
  against,
  value: number,
  measured: number.describe('the value on the scale'),
  scale: z
    .enum(['rescaled', 'difference to ceiling', 'value'])
    .describe('rescaled: (value − floor) / (ceiling − floor)'),
  supported: z.number(),
  withCare: z.number(),
  level,
});

export const verdict = z.strictObject({
  cohort: cohortId,
  use: z.enum(['describing', 'planning', 'control-arm', 'training', 'teaching']),
  title: z.string(),
  level,
  sentence: z.string().describe('what the level means for the use'),
  reason: z.string().describe('the figure that the level hangs on; empty: none'),
  criteria: z.array(criterion),
});
