/** What several parts of a report are made of. */
import { z } from 'zod';

export const count = z.int().nonnegative();
export const suppressible = count.nullable().describe('null: suppressed');
export const share = z.number().min(0).max(1);
export const number = z.number().nullable().describe('null: not defined or not assessed');
export const cohortId = z.string().min(1).describe('id of a cohort');
export const against = z.enum(['training', 'held-out']).describe('the real rows compared with');
