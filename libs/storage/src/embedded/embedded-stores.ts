import { resolve, join } from 'node:path';
import { notWritable } from '../disk/disk-errors.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { syncFolder } from '../disk/write-durably.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import type { Stores } from '../ports/stores.ts';
import { EmbeddedBlobStore } from './embedded-blob-store.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { EmbeddedLeaseStore } from './embedded-lease-store.ts';
import { EmbeddedRoundJournal } from './embedded-round-journal.ts';
import { EmbeddedStudyStore } from './embedded-study-store.ts';
import { importJournalFiles } from './journal-files.ts';

/**
 * Opens the store in a folder, or makes one: a database for studies, journal and leases, files for blobs. A journal of
 * files, as former releases kept it there, is taken over.
 * @throws CL-IO-002 the folder can't be written, CL-IO-004 damaged or no store, CL-IO-005 written by a newer release,
 * CL-IO-006 locked by another process
 */
export async function openEmbeddedStores(path: string, clock: StoreClock): Promise<Stores> {
  const folder = resolve(path);
  const database = await openDatabase(folder);
  const journal = new EmbeddedRoundJournal(database);
  try {
    await importJournalFiles(join(folder, 'journal'), journal);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    name: folder,
    studies: new EmbeddedStudyStore(database, clock),
    journal,
    blobs: new EmbeddedBlobStore(join(folder, 'blobs'), clock),
    leases: new EmbeddedLeaseStore(database, clock),
    inspect: async () => database.integrityFaults(),
    close: async () => {
      await journal.idle();
      database.close();
    },
  };
}

async function openDatabase(folder: string): Promise<EmbeddedDatabase> {
  await makeFolder(folder).catch((cause: unknown) => {
    throw notWritable(folder, cause);
  });
  const database = EmbeddedDatabase.open(join(folder, 'store.sqlite'));
  // The file's own name must survive a power cut too.
  await syncFolder(folder);
  return database;
}
