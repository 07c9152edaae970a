import type { Stores } from '../ports/stores.ts';
import { MongodbBlobStore } from './mongodb-blob-store.ts';
import { MongodbConnection } from './mongodb-connection.ts';
import { MongodbLeaseStore } from './mongodb-lease-store.ts';
import { MongodbRoundJournal } from './mongodb-round-journal.ts';
import { migrate } from './mongodb-schema.ts';
import { MongodbStudyStore } from './mongodb-study-store.ts';

/**
 * Opens the store in a database of a MongoDB replica set, or makes one.
 * @param options.patience how long to look for a primary, ms
 * @param options.mustExist throws CL-IO-001 instead of making a store
 * @throws CL-IO-006 not reached or not allowed, CL-CONF-001 URL not readable or no replica set, CL-IO-004 something else
 * is in the database, CL-IO-005 written by a newer release
 */
export async function openMongodbStores(
  url: string,
  { patience, mustExist = false }: { readonly patience?: number; readonly mustExist?: boolean } = {},
): Promise<Stores> {
  const connection = await MongodbConnection.open(url, patience);
  try {
    await connection.run((collections) => migrate(collections, connection.place, mustExist));
  } catch (error) {
    await connection.close();
    throw error;
  }
  const journal = new MongodbRoundJournal(connection);
  const blobs = new MongodbBlobStore(connection);
  return {
    name: connection.place,
    studies: new MongodbStudyStore(connection),
    journal,
    blobs,
    leases: new MongodbLeaseStore(connection),
    inspect: async () => [...(await journal.faults()), ...(await blobs.faults())],
    close: async () => {
      await journal.idle();
      await connection.close();
    },
  };
}
