import { z } from 'zod';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { StudyRecord } from '#storage/ports/study-store';
import { contributionBlob } from './rounds/round-history.ts';

/** A released study has its release, a withdrawn one is never taken up again: neither is ever summed up anew. */
const OVER = z.object({ name: z.enum(['released', 'withdrawn']) });

/** Hashes of the contributions that a study may have to sum up again because of an entry of its journal. */
export function neededBlobs(study: StudyRecord | undefined, entry: JournalEntry): readonly string[] {
  if (OVER.safeParse(study?.state).success) return [];
  const sha256 = contributionBlob(entry);
  return sha256 === undefined ? [] : [sha256];
}
