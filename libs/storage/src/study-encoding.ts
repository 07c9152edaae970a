import { createHash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import type { StudyRecord } from './ports/study-store.ts';

/** A study as durable stores keep it: JSON as text, and a hash by which it shows if anything was altered. */
export interface StoredStudy {
  readonly id: string;
  readonly revision: number;
  readonly updatedAt: number;
  /** JSON. */
  readonly declaration: string;
  /** JSON. */
  readonly state: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export function encodeStudy({ id, revision, updatedAt, declaration, state }: StudyRecord): StoredStudy {
  const plain = { id, revision, updatedAt, declaration: JSON.stringify(declaration), state: JSON.stringify(state) };
  return { ...plain, sha256: hashOf(plain) };
}

/** Throws CL-IO-004 when the study isn't what was stored. */
export function decodeStudy(stored: StoredStudy): StudyRecord {
  const { id, revision, updatedAt, declaration, state, sha256 } = stored;
  if (hashOf(stored) !== sha256) throw damagedStudy(id);
  return { id, revision, updatedAt, declaration: JSON.parse(declaration), state: JSON.parse(state) };
}

function hashOf({ id, revision, updatedAt, declaration, state }: Omit<StoredStudy, 'sha256'>): string {
  return createHash('sha256')
    .update(JSON.stringify([id, revision, updatedAt, declaration, state]))
    .digest('hex');
}

function damagedStudy(study: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The record of the study is damaged.',
    where: { study },
    todo: 'The disk or a program has altered it: restore the store from a copy.',
  });
}
