import { createHash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob } from './blob-errors.ts';
import { type BlobNeeds, type MaintenanceOptions, StepReport } from './maintenance.ts';
import { faultOfPlace, missingBlob } from './maintenance-errors.ts';
import type { StoredBlob } from './ports/blob-store.ts';
import type { JournalEntry } from './ports/round-journal.ts';
import type { Stores } from './ports/stores.ts';
import type { StudyRecord } from './ports/study-store.ts';

/** What a check has found. */
export interface StoreReport {
  readonly studies: number;
  readonly entries: number;
  readonly blobs: number;
  /** Of blobs. */
  readonly bytes: number;
  /** What is damaged or missing (CL-IO-004) or can't be read (CL-IO-001); none in a sound store. */
  readonly faults: readonly CohortloomError[];
  /** Blobs that no study needs, which a sweep may remove; no fault. */
  readonly unused: { readonly blobs: number; readonly bytes: number };
}

/**
 * Reads all that a store holds: its files, every study, every journal from end to end, every blob against its hash, and
 * whether what journals refer to is there. Changes nothing.
 * @throws CL-IO-006 when the store can't be read at all, CL-ROUND-006 when it is stopped
 */
export async function checkStores(
  stores: Stores,
  needs: BlobNeeds,
  options: MaintenanceOptions = {},
): Promise<StoreReport> {
  const faults: CohortloomError[] = (await stores.inspect()).map((words) => faultOfPlace(stores.name, words));
  const { studies, entries, needed } = await checkStudies(stores, needs, options, faults);
  const { listed, bytes } = await checkBlobs(stores, options, faults);
  const present = new Set(listed.map(({ sha256 }) => sha256));
  for (const [sha256, study] of needed) if (!present.has(sha256)) faults.push(missingBlob(study, sha256));
  const unused = listed.filter(({ sha256 }) => !needed.has(sha256));
  return {
    studies,
    entries,
    blobs: listed.length,
    bytes,
    faults,
    unused: { blobs: unused.length, bytes: sizeOf(unused) },
  };
}

interface CheckedStudies {
  readonly studies: number;
  readonly entries: number;
  /** Hashes of blobs and the study that needs them. */
  readonly needed: ReadonlyMap<string, string>;
}

async function checkStudies(
  stores: Stores,
  needs: BlobNeeds,
  options: MaintenanceOptions,
  faults: CohortloomError[],
): Promise<CheckedStudies> {
  const lengths = await readOr(new Map<string, number>(), faults, () => stores.journal.lengths());
  const records = await readOr([], faults, () => stores.studies.list());
  const byId = new Map(records.map((record) => [record.id, record]));
  const studies = new Set([...lengths.keys(), ...byId.keys()]);
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const report = new StepReport('check', 'journal', total, options);
  const needed = new Map<string, string>();
  for (const study of studies) {
    await readOr(undefined, faults, () => checkJournal(stores, needs, byId.get(study), study, needed, report));
  }
  return { studies: studies.size, entries: total, needed };
}

async function checkJournal(
  { journal }: Stores,
  needs: BlobNeeds,
  record: StudyRecord | undefined,
  study: string,
  needed: Map<string, string>,
  report: StepReport,
): Promise<void> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(study)) {
    entries.push(entry);
    report.advance(1);
  }
  for (const sha256 of needs(record, entries)) needed.set(sha256, study);
}

async function checkBlobs(
  { blobs, name }: Stores,
  options: MaintenanceOptions,
  faults: CohortloomError[],
): Promise<{ readonly listed: readonly StoredBlob[]; readonly bytes: number }> {
  const listed: StoredBlob[] = [];
  for await (const blob of blobs.list()) listed.push(blob);
  const bytes = sizeOf(listed);
  const report = new StepReport('check', 'blobs', bytes, options);
  for (const { sha256 } of listed) {
    await readOr(undefined, faults, async () => {
      const hash = createHash('sha256');
      for await (const chunk of blobs.read(sha256)) {
        hash.update(chunk);
        report.advance(chunk.length);
      }
      if (hash.digest('hex') !== sha256) throw damagedBlob(sha256, undefined, name);
    });
  }
  return { listed, bytes };
}

/** What is damaged is noted, and the check goes on; what keeps it from reading at all ends it. */
async function readOr<T>(otherwise: T, faults: CohortloomError[], read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (reason) {
    const error = CohortloomError.from(reason);
    if (error.code !== 'CL-IO-004' && error.code !== 'CL-IO-001') throw error;
    faults.push(error);
    return otherwise;
  }
}

function sizeOf(blobs: readonly StoredBlob[]): number {
  return blobs.reduce((sum, { size }) => sum + size, 0);
}
