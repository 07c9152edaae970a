import { CohortloomError } from '#errors/cohortloom-error';
import { damagedFile, notWritable } from '../disk/disk-errors.ts';
import { foreignStore, storeBusy } from '../store-errors.ts';

/** SQLite's primary result codes, the low byte of an extended one (https://sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
/** What keeps SQLite from writing: permission, read-only, I/O, full, can't open. */
const NOT_WRITABLE: readonly number[] = [3, 8, 10, 13, 14];
/** Extended codes of an I/O error that say that what is read isn't there or isn't right. */
const READ_DAMAGE: readonly number[] = [266, 522, 8202, 8458];

/** What SQLite says → what a user is told. Anything else is returned as it is. */
export function storeError(path: string, error: unknown): unknown {
  if (error instanceof CohortloomError || !isSqliteError(error)) return error;
  const code = error.errcode & 0xff;
  if (code === BUSY || code === LOCKED) return storeBusy(path, error);
  if (code === NOT_A_DATABASE) return foreignStore(path, error);
  // A key that is there although it can't be: what the tables say of one another doesn't agree.
  if (code === CORRUPT || code === CONSTRAINT) return damagedFile(path, undefined, error);
  if (READ_DAMAGE.includes(error.errcode)) return damagedFile(path, undefined, error);
  return NOT_WRITABLE.includes(code) ? notWritable(path, error) : error;
}

function isSqliteError(error: unknown): error is { readonly errcode: number } {
  return typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number';
}
