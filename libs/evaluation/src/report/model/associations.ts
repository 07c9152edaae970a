/** Pairs of columns in every cohort. */
import { z } from 'zod';
import { cohortId, number, suppressible } from './parts.ts';

export const associations = z.strictObject({
  fields: z.array(z.string()),
  matrices: z.array(
    z.strictObject({
      cohort: cohortId,
      values: z.array(z.array(number)).describe('association of the column with the row, −1 to 1; null: suppressed'),
    }),
  ),
});

export const coOccurrence = z.strictObject({
  fields: z.array(z.string()).describe('columns of two states'),
  states: z.array(z.string()).describe('the state counted of each, its second'),
  matrices: z.array(
    z.strictObject({
      cohort: cohortId,
      counts: z.array(z.array(suppressible)).describe('rows with both states; on the diagonal, rows with the state'),
    }),
  ),
});
