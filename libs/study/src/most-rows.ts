import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary } from '#tabular/dictionary';

/** The most rows that a cohort is sampled with, released or drawn from a release: they are held in memory. */
export const MOST_ROWS = 1_000_000;

/** The most cells: a cohort's CSV is one text, which has less than 2²⁹ characters. */
const MOST_CELLS = 40_000_000;

/** Throws `code` where a cohort of so many rows would be too large to be written. */
export function requireWritable(rows: number, { fields }: DataDictionary, code: 'CL-CONF-001' | 'CL-CONF-005'): void {
  const most = Math.min(MOST_ROWS, Math.floor(MOST_CELLS / fields.length));
  if (rows <= most) return;
  throw new CohortloomError(code, {
    what: `A cohort of ${rows} rows × ${fields.length} columns is too large to be written.`,
    todo: `Ask for at most ${most} rows.`,
  });
}
