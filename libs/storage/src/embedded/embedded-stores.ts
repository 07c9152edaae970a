import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import { isForbidden, isNotFound, notRead, notReadable, notWritable } from '../disk/disk-errors.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { syncFolder } from '../disk/synced-files.ts';
import { storeMissing } from '../maintenance-errors.ts';
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
 * @param options.mustExist throws CL-IO-001 instead of making a store
 * @throws CL-IO-001 it may not be read, CL-IO-002 the folder can't be written, CL-IO-004 damaged or no store, CL-IO-005 written by a newer release,
 * CL-IO-006 locked by another process
 */
export async function openEmbeddedStores(path: string, clock: StoreClock, { mustExist = false } = {}): Promise<Stores> {
  const folder = resolve(path);
  if (mustExist && !(await isStore(folder))) throw storeMissing(folder);
  const blobs = new EmbeddedBlobStore(join(folder, BLOBS), clock);
  const database = await openDatabase(folder, { mayBeNew: await mayBeNew(folder, blobs) });
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

/** Of this release or of one that kept its journal in files. */
async function isStore(folder: string): Promise<boolean> {
  for (const name of [DATABASE, FORMER_JOURNAL]) {
    if (await isThere(join(folder, name))) return true;
  }
  return false;
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

/** A blob is stored only where there is a database already, or where a former release has its journal in files. */
async function mayBeNew(folder: string, blobs: EmbeddedBlobStore): Promise<boolean> {
  if (await hasJournalFiles(join(folder, FORMER_JOURNAL))) return true;
  for await (const _ of blobs.list()) return false;
  return true;
}

async function openDatabase(
  folder: string,
  options: Parameters<typeof EmbeddedDatabase.open>[1],
): Promise<EmbeddedDatabase> {
  await makeFolder(folder, PRIVATE).catch((cause: unknown) => {
    throw notWritable(folder, cause);
  });
  const path = join(folder, DATABASE);
  let database: EmbeddedDatabase;
  try {
    database = EmbeddedDatabase.open(path, options);
  } catch (error) {
    throw await reasonOf(error, path);
  }
  // The file's own name must survive a power cut too.
  await syncFolder(folder);
  return database;
}
