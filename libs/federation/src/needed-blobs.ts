import { z } from 'zod';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { StudyRecord } from '#storage/ports/study-store';
import { keptBlobs } from './rounds/kept-blobs.ts';

/** A released study has its release, a withdrawn one is never taken up again: neither is ever summed up anew. */
const STATE = z.object({ name: z.enum(['released', 'withdrawn']) });
/** By itself, or in a document that says more of the study. */
const OVER = z.union([STATE, z.object({ state: STATE })]);

/** Hashes of the contributions that a study may have to sum up again, and of the checkpoints it goes on from. Throws CL-IO-004 when its journal can't be read. */
export function neededBlobs(study: StudyRecord | undefined, entries: readonly JournalEntry[]): ReadonlySet<string> {
  if (OVER.safeParse(study?.state).success) return new Set();
  return keptBlobs(entries);
}
