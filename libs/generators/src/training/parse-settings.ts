import type { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';

/**
 * A model's settings, checked and with their defaults. `page` of the documentation lists them.
 * @throws CL-CONF-001 naming each setting that is wrong
 */
export function parseSettings<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  page: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'hyperparameters'}: ${message}`);
  throw new CohortloomError('CL-CONF-001', {
    what: `The model's settings are not valid: ${problems.join('; ')}.`,
    todo: `Correct the model section of the study file; docs/${page} lists every setting and its range.`,
    cause: parsed.error,
  });
}
