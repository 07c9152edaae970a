import { createHash } from 'node:crypto';
import { ObjectId } from 'mongodb';
import { uploadDamaged, uploadTooLong } from '../blob-errors.ts';
import type { BlobRef, BlobUpload } from '../ports/blob-store.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { isDuplicateKey } from './mongodb-errors.ts';
import type { ChunkDocument } from './mongodb-schema.ts';

export const CHUNK_BYTES = 1 << 20;
/** Chunks that go to the server together; a message holds 48 MB. */
const CHUNKS_PER_WRITE = 8;

/** Where chunks gather. */
export interface UploadPlace {
  /** Name of the upload's document. */
  readonly id: string;
  readonly fileId: ObjectId;
  /** The sender's bytes were hashed here and needn't be read back. */
  readonly isTrusted: boolean;
}

/**
 * A blob on its way into GridFS. Its chunks are written under the id of a file that isn't there: the file's document
 * comes last, in one transaction with the removal of the upload's. A crash before that leaves an upload to be resumed or
 * swept, never half a file. Chunks are only ever inserted, and removed only together with the upload's document: so a
 * second writer of the same upload can spoil it, but not a file that has become of it.
 */
export class MongodbUpload implements BlobUpload {
  readonly #connection: MongodbConnection;
  readonly #ref: BlobRef;
  readonly #place: UploadPlace;
  /** Whole chunks on the server. */
  #chunks: number;
  /** Bytes after them, less than a chunk. */
  #rest: Uint8Array;

  private constructor(connection: MongodbConnection, ref: BlobRef, place: UploadPlace, held: HeldChunks) {
    this.#connection = connection;
    this.#ref = ref;
    this.#place = place;
    this.#chunks = held.whole;
    this.#rest = held.rest;
  }

  static async open(connection: MongodbConnection, ref: BlobRef, place: UploadPlace): Promise<MongodbUpload> {
    const held = (await heldChunks(connection, place.fileId)) ?? NO_CHUNKS;
    const isGood = held.whole * CHUNK_BYTES + held.rest.length <= ref.size;
    const kept = isGood ? held : NO_CHUNKS;
    // The last chunk, if it isn't whole, is written anew.
    await removeChunks(connection, place, kept.whole);
    return new MongodbUpload(connection, ref, place, kept);
  }

  get offset(): number {
    return this.#chunks * CHUNK_BYTES + this.#rest.length;
  }

  async append(chunk: Uint8Array): Promise<void> {
    if (this.offset + chunk.length > this.#ref.size) throw uploadTooLong();
    const bytes = Buffer.concat([this.#rest, chunk]);
    const whole = Math.floor(bytes.length / CHUNK_BYTES);
    for (let first = 0; first < whole; first += CHUNKS_PER_WRITE) {
      const last = Math.min(first + CHUNKS_PER_WRITE, whole);
      await this.#writeChunks(bytes.subarray(first * CHUNK_BYTES, last * CHUNK_BYTES));
    }
    this.#rest = bytes.subarray(whole * CHUNK_BYTES);
  }

  async commit(): Promise<BlobRef> {
    await this.#writeRest();
    if (this.offset !== this.#ref.size || !(await this.#hasItsHash())) {
      await this.discard();
      throw uploadDamaged();
    }
    const uploadDate = await this.#connection.serverTime();
    const { id, fileId } = this.#place;
    const { size: length, sha256: filename } = this.#ref;
    try {
      await this.#connection.transact(async ({ files, uploads }, session) => {
        await files.insertOne({ _id: fileId, length, chunkSize: CHUNK_BYTES, uploadDate, filename }, { session });
        const { deletedCount } = await uploads.deleteOne({ _id: id, fileId }, { session });
        // Swept or discarded by another, and its chunks with it.
        if (deletedCount !== 1) throw uploadDamaged();
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.#yieldToOther(uploadDate);
    }
    return this.#ref;
  }

  async suspend(): Promise<void> {
    await this.#writeRest();
    await this.#touch();
  }

  async discard(): Promise<void> {
    await removeUpload(this.#connection, this.#place);
  }

  /** Somebody has stored the same bytes meanwhile: theirs are kept, as if they had been stored now. */
  async #yieldToOther(uploadDate: Date): Promise<void> {
    const { sha256: filename } = this.#ref;
    const other = await this.#connection.run(({ files }) => files.findOne({ filename }));
    await this.#connection.run(({ files }) => files.updateOne({ filename }, { $set: { uploadDate } }));
    // What looks like another's is ours if the answer to the first attempt was lost.
    if (other === null || !other._id.equals(this.#place.fileId)) await this.discard();
  }

  async #writeChunks(bytes: Uint8Array): Promise<void> {
    const { fileId } = this.#place;
    const chunks: ChunkDocument[] = [];
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      const data = Buffer.from(bytes.subarray(start, start + CHUNK_BYTES));
      chunks.push({ files_id: fileId, n: this.#chunks + chunks.length, data });
    }
    try {
      // So that an upload which takes days isn't swept.
      await Promise.all([this.#connection.run(({ chunks: all }) => all.insertMany(chunks)), this.#touch()]);
    } catch (error) {
      // Another writer of this upload was faster: what is there now may be neither's.
      throw isDuplicateKey(error) ? uploadDamaged() : error;
    }
    this.#chunks += Math.floor(bytes.length / CHUNK_BYTES);
  }

  async #touch(): Promise<void> {
    const { id: _id, fileId } = this.#place;
    await this.#connection.run(({ uploads }) =>
      uploads.updateOne({ _id, fileId }, { $currentDate: { touchedAt: true } }),
    );
  }

  async #writeRest(): Promise<void> {
    if (this.#rest.length > 0) await this.#writeChunks(this.#rest);
  }

  async #hasItsHash(): Promise<boolean> {
    if (this.#place.isTrusted) return true;
    const hash = createHash('sha256');
    const { fileId: files_id } = this.#place;
    const chunks = this.#connection.items(({ chunks: all }) => all.find({ files_id }).sort({ n: 1 }));
    for await (const { data } of chunks) hash.update(data);
    return hash.digest('hex') === this.#ref.sha256;
  }
}

interface HeldChunks {
  readonly whole: number;
  readonly rest: Uint8Array;
}

const NO_CHUNKS: HeldChunks = { whole: 0, rest: new Uint8Array() };

/** What has arrived under a file's id; undefined when it has gaps. */
async function heldChunks(connection: MongodbConnection, fileId: ObjectId): Promise<HeldChunks | undefined> {
  const filter = { files_id: fileId };
  const count = await connection.run(({ chunks }) => chunks.countDocuments(filter));
  if (count === 0) return NO_CHUNKS;
  const last = await connection.run(({ chunks }) => chunks.findOne({ ...filter, n: count - 1 }));
  if (last === null) return undefined;
  const isWhole = last.data.length === CHUNK_BYTES;
  return { whole: isWhole ? count : count - 1, rest: isWhole ? new Uint8Array() : last.data };
}

export async function heldBytes(connection: MongodbConnection, fileId: ObjectId): Promise<number> {
  const held = (await heldChunks(connection, fileId)) ?? NO_CHUNKS;
  return held.whole * CHUNK_BYTES + held.rest.length;
}

/** Forgets an upload and its chunks. Nothing happens to those of an upload that has become a file, or is gone. */
export async function removeUpload(
  connection: MongodbConnection,
  { id, fileId }: Pick<UploadPlace, 'id' | 'fileId'>,
): Promise<void> {
  await connection.transact(async ({ uploads, chunks }, session) => {
    const { deletedCount } = await uploads.deleteOne({ _id: id, fileId }, { session });
    if (deletedCount === 1) await chunks.deleteMany({ files_id: fileId }, { session });
  });
}

/** Those from `first` on, of an upload that has not become a file meanwhile: only so its document is still there. */
async function removeChunks(
  connection: MongodbConnection,
  { id, fileId }: Pick<UploadPlace, 'id' | 'fileId'>,
  first: number,
): Promise<void> {
  const beyond = { files_id: fileId, n: { $gte: first } };
  if ((await connection.run(({ chunks }) => chunks.findOne(beyond, { projection: { n: 1 } }))) === null) return;
  await connection.transact(async ({ uploads, chunks }, session) => {
    const touched = { $currentDate: { touchedAt: true as const } };
    const { matchedCount } = await uploads.updateOne({ _id: id, fileId }, touched, { session });
    if (matchedCount === 1) await chunks.deleteMany(beyond, { session });
  });
}
