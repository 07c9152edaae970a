import type { Stores } from '../ports/stores.ts';
import { MongodbBlobStore } from './mongodb-blob-store.ts';
import { MongodbConnection } from './mongodb-connection.ts';
import { MongodbLeaseStore } from './mongodb-lease-store.ts';
import { MongodbRoundJournal } from './mongodb-round-journal.ts';
import { migrate } from './mongodb-schema.ts';
import { MongodbStudyStore } from './mongodb-study-store.ts';

export interface MongodbOptions {
  /** How long to look for a primary, ms. */
  readonly patience?: number;
  /** Throws CL-IO-001 instead of making a store. */
  readonly mustExist?: boolean;
  /** Told of what an administrator of the database may want to mend. */
  readonly notice?: (words: string) => void;
}

/**
 * Opens the store in a database of a MongoDB replica set, or makes one.
 * @throws CL-IO-006 not reached, CL-IO-008 not allowed, CL-CONF-001 URL not readable or no replica set, CL-IO-004 something else
 * is in the database, CL-IO-005 written by a newer release
 */
export async function openMongodbStores(
  url: string,
  { patience, mustExist = false, notice }: MongodbOptions = {},
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
    identity: connection.identity,
    studies: new MongodbStudyStore(connection),
    journal,
    blobs,
    leases: new MongodbLeaseStore(connection, notice),
    inspect: async () => [...(await journal.faults()), ...(await blobs.faults())],
    close: async () => {
      await journal.idle();
      await connection.close();
    },
  };
}
