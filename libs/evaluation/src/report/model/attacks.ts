/** Attacks by which European regulators judge anonymity (Article 29 Working Party, opinion 05/2014). */
import { z } from 'zod';
import { count, number } from './parts.ts';

const rate = z.strictObject({
  attempts: z.number().nonnegative(),
  successes: count.nullable().describe('null: suppressed, or expected rather than counted'),
  rate: number.describe('null: suppressed'),
  lower: z.number(),
  upper: z.number(),
});

export const attackFigure = z.strictObject({
  training: rate.nullable().describe('on patients that took part in training'),
  control: rate.nullable().describe('the same attack on patients that did not'),
  naive: rate.nullable().describe('guessing without the cohort'),
  risk: number.describe('gain on training patients beyond the control, as a share of what could be gained'),
  lower: number,
  upper: number,
  isTooWeak: z.boolean().nullable().describe('the attack does not beat guessing: a low risk says nothing'),
});
