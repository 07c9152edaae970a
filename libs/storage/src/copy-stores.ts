import { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob } from './blob-errors.ts';
import { type MaintenanceOptions, StepReport } from './maintenance.ts';
import { otherHistory, studyIsLed } from './maintenance-errors.ts';
import type { BlobStore, StoredBlob } from './ports/blob-store.ts';
import type { JournalEntry } from './ports/round-journal.ts';
import type { Stores } from './ports/stores.ts';

const BATCH = 500;

/** What a copy has brought over; what was there already doesn't count. */
export interface Copied {
  readonly studies: number;
  readonly entries: number;
  readonly blobs: number;
  readonly bytes: number;
}

/**
 * Copies every study of a store into another, of any kind: blobs before the journal that refers to them, records last,
 * so what is copied is consistent at any moment, also while a coordinator goes on in `from`. Interrupted, it goes on
 * where it was when it is run again. Blobs are checked against their hashes, journals read back and compared. Leases
 * aren't copied.
 * @throws CL-CONF-001 when `to` has another or a later history of a study, CL-CONF-007 when a coordinator runs it there,
 * CL-IO-004 when `from` is damaged, CL-ROUND-006 when it is stopped
 */
export async function copyStores(from: Stores, to: Stores, options: MaintenanceOptions = {}): Promise<Copied> {
  // Everything is taken as it is now; what comes later isn't this copy's.
  const records = await from.studies.list();
  const lengths = await from.journal.lengths();
  const studies = new Set([...records.map(({ id }) => id), ...lengths.keys()]);
  for (const study of studies) {
    if ((await to.leases.current(study)) !== undefined) throw studyIsLed(study, to.name);
    await requireSameBeginning(from, to, study, lengths.get(study) ?? 0);
  }
  const moved = await copyBlobs(from.blobs, to.blobs, options);
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const report = new StepReport('copy', 'journal', total, options);
  let entries = 0;
  for (const [study, length] of lengths) entries += await copyJournal(from, to, study, length, report);
  for (const record of records) await to.studies.adopt(record);
  return { studies: studies.size, entries, ...moved };
}

async function copyBlobs(
  from: BlobStore,
  to: BlobStore,
  options: MaintenanceOptions,
): Promise<{ blobs: number; bytes: number }> {
  const listed: StoredBlob[] = [];
  for await (const blob of from.list()) listed.push(blob);
  const bytes = listed.reduce((sum, { size }) => sum + size, 0);
  const report = new StepReport('copy', 'blobs', bytes, options);
  const moved = { blobs: 0, bytes: 0 };
  for (const blob of listed) {
    const copied = await copyBlob(from, to, blob, report);
    moved.blobs += copied > 0 || blob.size === 0 ? 1 : 0;
    moved.bytes += copied;
  }
  return moved;
}

/** Bytes that were moved: none when the blob is there. */
async function copyBlob(from: BlobStore, to: BlobStore, blob: StoredBlob, report: StepReport): Promise<number> {
  const upload = await to.upload(blob);
  const held = upload.offset;
  report.advance(held);
  try {
    for await (const chunk of from.read(blob.sha256, { start: held, end: blob.size })) {
      await upload.append(chunk);
      report.advance(chunk.length);
    }
  } catch (error) {
    await upload.suspend();
    throw error;
  }
  try {
    await upload.commit();
  } catch (error) {
    throw CohortloomError.from(error).code === 'CL-NET-003' ? damagedBlob(blob.sha256, error) : error;
  }
  return blob.size - held;
}

/** How many entries were appended. */
async function copyJournal(
  from: Stores,
  to: Stores,
  study: string,
  length: number,
  report: StepReport,
): Promise<number> {
  const held = await lengthOf(to, study);
  report.advance(Math.min(held, length));
  for await (const batch of batches(from.journal.read(study, held), length - held)) {
    await to.journal.appendAll(study, batch);
    report.advance(batch.length);
  }
  if (!(await isSame(from, to, study, { start: held, end: length }))) throw otherHistory(study, to.name);
  return Math.max(length - held, 0);
}

/** What `to` has of a study must be a beginning of what is copied. */
async function requireSameBeginning(from: Stores, to: Stores, study: string, length: number): Promise<void> {
  const held = await lengthOf(to, study);
  if (held > length || !(await isSame(from, to, study, { start: 0, end: held }))) throw otherHistory(study, to.name);
}

async function lengthOf({ journal }: Stores, study: string): Promise<number> {
  return (await journal.lengths()).get(study) ?? 0;
}

async function isSame(
  from: Stores,
  to: Stores,
  study: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<boolean> {
  if (end <= start) return true;
  const others = to.journal.read(study, start)[Symbol.asyncIterator]();
  let count = start;
  for await (const entry of from.journal.read(study, start)) {
    const other = await others.next();
    if (other.done || textOf(other.value) !== textOf(entry)) return false;
    if (++count === end) return true;
  }
  return false;
}

function textOf({ sequence, key, type, at, data }: JournalEntry): string {
  return JSON.stringify([sequence, key, type, at, data]);
}

async function* batches(entries: AsyncIterable<JournalEntry>, count: number): AsyncIterable<JournalEntry[]> {
  let batch: JournalEntry[] = [];
  let left = count;
  if (left <= 0) return;
  for await (const entry of entries) {
    batch.push(entry);
    left--;
    if (batch.length === BATCH || left === 0) {
      yield batch;
      batch = [];
    }
    if (left === 0) return;
  }
}
