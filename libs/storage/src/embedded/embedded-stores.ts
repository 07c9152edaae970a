import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import { isForbidden, isNotFound, notRead, notReadable, notWritable } from '../disk/disk-errors.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { syncFolder } from '../disk/synced-files.ts';
import { storeMissing } from '../maintenance-errors.ts';
import { leftInUse, lostStore } from '../store-errors.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import type { Stores } from '../ports/stores.ts';
import { EmbeddedBlobStore } from './embedded-blob-store.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { EmbeddedLeaseStore } from './embedded-lease-store.ts';
import { EmbeddedRoundJournal } from './embedded-round-journal.ts';
import { EmbeddedStudyStore } from './embedded-study-store.ts';
import { hasJournalFiles, importJournalFiles } from './journal-files.ts';

const DATABASE = 'store.sqlite';
const FORMER_JOURNAL = 'journal';
const BLOBS = 'blobs';
/** What single sites have contributed is for this user alone; who makes the folder may decide otherwise. */
const PRIVATE = 0o700;

/**
 * Opens the store in a folder, or makes one: a database for studies, journal and leases, files for blobs. A journal of
 * files, as former releases kept it there, is taken over.
 * @param options.mustExist throws CL-IO-001 instead of making a store, and opens one that can't be written for reading
 * @throws CL-IO-001 it may not be read, CL-IO-002 the folder can't be written, CL-IO-004 damaged or no store, CL-IO-005 written by a newer release,
 * CL-IO-006 locked by another process
 */
export async function openEmbeddedStores(path: string, clock: StoreClock, { mustExist = false } = {}): Promise<Stores> {
  const folder = resolve(path);
  const blobs = new EmbeddedBlobStore(join(folder, BLOBS), clock);
  const refusal = await refusalOfNew(folder, blobs, mustExist);
  if (refusal !== undefined && !(await isThere(join(folder, DATABASE)))) throw refusal;
  const database = mustExist ? await openExisting(folder, refusal) : await openOrMake(folder, refusal);
  const journal = new EmbeddedRoundJournal(database);
  let identity: string;
  try {
    identity = await identityOf(database.path);
    await importJournalFiles(join(folder, FORMER_JOURNAL), journal);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    name: folder,
    identity,
    studies: new EmbeddedStudyStore(database, clock),
    journal,
    blobs,
    leases: new EmbeddedLeaseStore(database, clock),
    inspect: async () => [database, journal].flatMap(faultsOf),
    close: async () => {
      await journal.idle();
      database.close();
    },
  };
}

/** Of a file, whatever links lead to it. */
async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `file ${dev}:${ino}`;
}

/** What a check finds; it may itself stumble over the damage. */
function faultsOf(checked: { faults(): string[] }): string[] {
  try {
    return checked.faults();
  } catch (reason) {
    const error = CohortloomError.from(reason);
    if (error.code !== 'CL-IO-004') throw error;
    return [error.what];
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw notRead(path, error);
  }
}

/** SQLite doesn't say why it can't open a file. Not asked before it fails: closing the file ends this process's locks. */
async function reasonOf(error: unknown, path: string): Promise<unknown> {
  if (CohortloomError.from(error).code !== 'CL-IO-002') return error;
  try {
    await (await open(path, 'r')).close();
    return error;
  } catch (cause) {
    return isForbidden(cause) ? notReadable(path, cause) : error;
  }
}

/**
 * Why an empty database is none to begin with. A blob is stored only where there is a database already, or where a former
 * release has its journal in files.
 */
async function refusalOfNew(
  folder: string,
  blobs: EmbeddedBlobStore,
  mustExist: boolean,
): Promise<CohortloomError | undefined> {
  if (await hasJournalFiles(join(folder, FORMER_JOURNAL))) return undefined;
  for await (const _ of blobs.list()) return lostStore(join(folder, DATABASE));
  return mustExist ? storeMissing(folder) : undefined;
}

async function openOrMake(folder: string, refusal: CohortloomError | undefined): Promise<EmbeddedDatabase> {
  await makeFolder(folder, PRIVATE).catch((cause: unknown) => {
    throw notWritable(folder, cause);
  });
  const path = join(folder, DATABASE);
  try {
    const database = EmbeddedDatabase.open(path, refusal);
    // The file's own name must survive a power cut too.
    await syncFolder(folder);
    return database;
  } catch (error) {
    throw await reasonOf(error, path);
  }
}

/** Where nothing can be written, as on read-only media, it is opened to be read. */
async function openExisting(folder: string, refusal: CohortloomError | undefined): Promise<EmbeddedDatabase> {
  const path = join(folder, DATABASE);
  try {
    return EmbeddedDatabase.open(path, refusal);
  } catch (error) {
    const reason = await reasonOf(error, path);
    if (CohortloomError.from(reason).code !== 'CL-IO-002') throw reason;
    if (await hasContent(`${path}-wal`)) throw leftInUse(path, reason);
    return EmbeddedDatabase.openUnchanging(path, refusal);
  }
}

async function hasContent(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return (found?.size ?? 0) > 0;
}
