import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { profileShape } from '#tabular/profile/profile-shape';
import { ATTRIBUTES, GUESSES_PER_NUMBER } from '../privacy/privacy-layout.ts';
import { utilityPlanShape } from '../utility/utility-plan-shape.ts';
import type { AssessPlan } from './assess-plan.ts';

const guesses = z
  .array(z.array(z.array(z.int().nonnegative()).max(1 + Math.max(...ATTRIBUTES))).max(GUESSES_PER_NUMBER))
  .max(ATTRIBUTES.length);

const planShape: z.ZodType<AssessPlan> = z.strictObject({
  version: z.literal(2),
  mode: z.enum(['correct', 'reference']),
  seed: z.string(),
  trainingParts: z.int().min(0).max(10_000),
  cuts: z.record(z.string(), z.array(z.number())),
  profile: profileShape,
  guesses: z.strictObject({ synthetic: guesses, independent: guesses }),
  utility: utilityPlanShape,
});

/** The plan of an `assess` round as a site receives it. Throws CL-NET-003 for anything else. */
export function parseAssessPlan(value: unknown): AssessPlan {
  const parsed = planShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CohortloomError('CL-NET-003', {
    what: `The plan of an assessment can't be read: ${issue.path.map(String).join('.') || 'plan'} ${issue.message}.`,
    todo: 'Check that coordinator and site run the same version.',
    cause: parsed.error,
  });
}
