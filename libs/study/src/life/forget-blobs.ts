import { keptBlobs } from '#federation/rounds/kept-blobs';
import type { JournalEntry, RoundJournal } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import type { StudyRecord } from '#storage/ports/study-store';
import { readDocument } from './study-document.ts';

type StudyStores = Pick<Stores, 'studies' | 'journal' | 'blobs'>;

/** Deletes what a withdrawn study kept of its sites' contributions and of its models, but for what another study has too. */
export async function forgetBlobs(study: string, { studies, journal, blobs }: StudyStores): Promise<void> {
  const own = new Set(keptBlobs(await entriesOf(journal, study)));
  for (const other of await studies.list()) {
    if (other.id === study || isWithdrawn(other)) continue;
    for (const sha256 of keptBlobs(await entriesOf(journal, other.id))) own.delete(sha256);
  }
  for (const sha256 of own) await blobs.delete(sha256);
}

/**
 * Whether blobs of this study may also be those of another one that goes on: the same rows summed up in the same way are
 * the same bytes.
 */
export async function hasTwin(study: string, dictionarySha256: string, { studies }: StudyStores): Promise<boolean> {
  const others = await studies.list();
  return others.some((other) => other.id !== study && !isOver(other) && sharesDictionary(other, dictionarySha256));
}

function sharesDictionary({ declaration }: StudyRecord, dictionarySha256: string): boolean {
  return (Object(declaration) as { dictionarySha256?: unknown }).dictionarySha256 === dictionarySha256;
}

function isOver(record: StudyRecord): boolean {
  return isWithdrawn(record) || readDocument(record).state.name === 'released';
}

function isWithdrawn(record: StudyRecord): boolean {
  return readDocument(record).state.name === 'withdrawn';
}

async function entriesOf(journal: RoundJournal, study: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(study)) entries.push(entry);
  return entries;
}
