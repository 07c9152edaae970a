import type { Collection, Db, ObjectId } from 'mongodb';
import type { StoredEntry } from '../journal-chain.ts';
import type { StoredStudy } from '../study-encoding.ts';
import { storeMissing } from '../maintenance-errors.ts';
import { foreignStore, newerStore } from '../store-errors.ts';

export type StudyDocument = Omit<StoredStudy, 'id'> & { readonly _id: string };
export type EntryDocument = StoredEntry & { readonly study: string };

export interface HeadDocument {
  /** The study. */
  readonly _id: string;
  readonly length: number;
  readonly link: string;
}

export interface LeaseDocument {
  /** The study. */
  readonly _id: string;
  readonly token: number;
  /** None once released. */
  readonly holder: string | null;
  /** Milliseconds since the epoch on the server's clock. */
  readonly expiresAt: number;
  /** UUIDs of the sessions in which the holder runs its transactions; none from releases that didn't say. */
  readonly sessions?: readonly string[];
}

/** A file as GridFS has it: it is there once this document is, and its chunks are whole by then. */
export interface FileDocument {
  readonly _id: ObjectId;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  /** The blob's SHA-256. */
  readonly filename: string;
}

export interface ChunkDocument {
  readonly files_id: ObjectId;
  readonly n: number;
  readonly data: Buffer;
}

/** Chunks that are no file yet. */
export interface UploadDocument {
  readonly _id: string;
  readonly fileId: ObjectId;
  /** When it began, was resumed, got another chunk or was suspended. */
  readonly touchedAt: Date;
}

interface SchemaDocument {
  readonly _id: string;
  readonly version: number;
}

const SCHEMA = 'schema';

export class MongodbCollections {
  readonly studies: Collection<StudyDocument>;
  readonly journal: Collection<EntryDocument>;
  readonly heads: Collection<HeadDocument>;
  readonly leases: Collection<LeaseDocument>;
  readonly files: Collection<FileDocument>;
  readonly chunks: Collection<ChunkDocument>;
  readonly uploads: Collection<UploadDocument>;
  readonly schema: Collection<SchemaDocument>;

  constructor(database: Db) {
    this.studies = database.collection('studies');
    this.journal = database.collection('journal');
    this.heads = database.collection('journalHeads');
    this.leases = database.collection('leases');
    this.files = database.collection('blobs.files');
    this.chunks = database.collection('blobs.chunks', { promoteBuffers: true });
    this.uploads = database.collection('uploads');
    this.schema = database.collection('schema');
  }
}

/**
 * What brings a database from one version of the schema to the next, in order and only forwards; the last one's place
 * is this release's version. Each may be interrupted anywhere and is then run again. A released one is never changed.
 */
const MIGRATIONS: readonly ((collections: MongodbCollections) => Promise<unknown>)[] = [
  async ({ journal, files, chunks }) => {
    await journal.createIndex({ study: 1, sequence: 1 }, { unique: true });
    await journal.createIndex({ study: 1, key: 1 }, { unique: true });
    await files.createIndex({ filename: 1 }, { unique: true });
    await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  },
];

/** Throws CL-IO-005 for a database of a newer release, CL-IO-004 for one that something else has filled. */
export async function migrate(collections: MongodbCollections, place: string, mustExist: boolean): Promise<void> {
  const version = await versionOf(collections, place);
  if (version === 0 && mustExist) throw storeMissing(place);
  if (version > MIGRATIONS.length) throw newerStore(place, version, MIGRATIONS.length);
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i < version) continue;
    await migration(collections);
    await collections.schema.updateOne({ _id: SCHEMA }, { $max: { version: i + 1 } }, { upsert: true });
  }
}

async function versionOf(collections: MongodbCollections, place: string): Promise<number> {
  const read = async () => (await collections.schema.findOne({ _id: SCHEMA }))?.version;
  const version = await read();
  if (version !== undefined) return version;
  const { studies, journal, leases, files } = collections;
  for (const collection of [studies, journal, leases, files] as unknown as Collection[]) {
    if ((await collection.findOne()) === null) continue;
    // Or another process has just made the store, and filled it.
    const later = await read();
    if (later === undefined) throw foreignStore(place);
    return later;
  }
  return 0;
}
