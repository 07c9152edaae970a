import { keptBlobs, namedBlobs } from '#federation/rounds/kept-blobs';
import type { BlobRef } from '#storage/ports/blob-store';
import type { JournalEntry, RoundJournal } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import type { StudyRecord } from '#storage/ports/study-store';
import { readDocument } from './study-document.ts';

type StudyStores = Pick<Stores, 'studies' | 'journal' | 'blobs'>;

/**
 * Deletes what a withdrawn study kept of its sites' contributions and of its models, but for what another study has too.
 * May be repeated.
 * @param stored by this process, whether the journal has heard of it or not: it may have been refused there, or be on its way
 */
export async function forgetBlobs(
  study: string,
  { studies, journal, blobs }: StudyStores,
  stored: readonly BlobRef[] = [],
): Promise<void> {
  const own = new Set([...namedBlobs(await entriesOf(journal, study)), ...stored.map(({ sha256 }) => sha256)]);
  const over = new Set((await studies.list()).filter(isWithdrawn).map(({ id }) => id));
  for (const other of (await journal.lengths()).keys()) {
    if (other === study || over.has(other)) continue;
    for (const sha256 of keptBlobs(await entriesOf(journal, other))) own.delete(sha256);
  }
  for (const sha256 of own) await blobs.delete(sha256);
  for (const ref of stored) if (own.has(ref.sha256)) await (await blobs.upload(ref)).discard();
}

/**
 * Whether blobs of this study may also be those of another one that goes on: the same rows summed up in the same way are
 * the same bytes. Of a study that has no record (a former release kept none) nobody knows.
 */
export async function hasTwin(study: string, dictionarySha256: string, stores: StudyStores): Promise<boolean> {
  const others = (await stores.studies.list()).filter(({ id }) => id !== study);
  if (others.some((other) => !isOver(other) && sharesDictionary(other, dictionarySha256))) return true;
  const known = new Set([study, ...others.map(({ id }) => id)]);
  return [...(await stores.journal.lengths()).keys()].some((id) => !known.has(id));
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
