import { keptBlobs } from '#federation/rounds/kept-blobs';
import { CohortloomError } from '#errors/cohortloom-error';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import type { Violation } from './violation.ts';

const SOUND = 'the store is sound';

/** The place itself, and every blob that a restart may ask for. */
export async function checkStore(stores: Stores, entries: readonly JournalEntry[]): Promise<Violation[]> {
  const found = [...(await stores.inspect())];
  for (const sha256 of keptBlobs(entries)) {
    await stores.blobs.get(sha256).catch((error: unknown) => found.push(CohortloomError.from(error).what));
  }
  return found.map((words) => ({ invariant: SOUND, found: words }));
}

/** Throws CL-IO-004 for a journal that isn't as it was written. */
export async function readJournal(stores: Stores, study: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of stores.journal.read(study)) entries.push(entry);
  return entries;
}

/** Nothing that was in the journal has gone or changed. */
export function checkGrowth(before: readonly JournalEntry[], now: readonly JournalEntry[]): Violation[] {
  const lost = before.find((entry, i) => JSON.stringify(entry) !== JSON.stringify(now[i]));
  if (lost === undefined) return [];
  const found = `entry ${lost.sequence} (${lost.key}) is no longer as it was read before`;
  return [{ invariant: 'the journal only grows', found }];
}
