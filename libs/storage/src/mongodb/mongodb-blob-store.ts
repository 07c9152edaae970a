import { createHash } from 'node:crypto';
import { type Document, ObjectId } from 'mongodb';
import { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob, unknownBlob } from '../blob-errors.ts';
import { FinishedUpload } from '../finished-upload.ts';
import type { BlobRef, BlobStore, BlobUpload, ByteRange, StoredBlob, Swept } from '../ports/blob-store.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { passOverDuplicate } from './mongodb-lease-store.ts';
import type { FileDocument } from './mongodb-schema.ts';
import { heldBytes, MongodbUpload, removeUpload } from './mongodb-upload.ts';

/** Blobs as GridFS files (bucket `blobs`) whose names are their SHA-256. */
export class MongodbBlobStore implements BlobStore {
  readonly isDurable: boolean = true;
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const ref = { sha256, size: bytes.length };
    if (await this.#touch(sha256)) return ref;
    try {
      return await this.#store(ref, bytes);
    } catch (error) {
      if (CohortloomError.from(error).code !== 'CL-NET-003') throw error;
      // Nobody else writes this upload: a server that died has forgotten that it had done what the driver repeated.
      return this.#store(ref, bytes);
    }
  }

  async upload(ref: BlobRef): Promise<BlobUpload> {
    if (await this.#touch(ref.sha256)) return new FinishedUpload(ref);
    return this.#begin(ref, { id: ref.sha256, fileId: new ObjectId(), isTrusted: false });
  }

  async get(sha256: string): Promise<Uint8Array> {
    const file = await this.#require(sha256);
    const bytes = new Uint8Array(file.length);
    let offset = 0;
    for await (const chunk of this.#chunks(file, { start: 0, end: file.length })) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damagedBlob(sha256);
    return bytes;
  }

  async *read(sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const file = await this.#require(sha256);
    const end = Math.min(range?.end ?? file.length, file.length);
    yield* this.#chunks(file, { start: range?.start ?? 0, end });
  }

  async stat(sha256: string): Promise<BlobRef | undefined> {
    const file = await this.#find(sha256);
    return file === undefined ? undefined : { sha256, size: file.length };
  }

  async delete(sha256: string): Promise<void> {
    const file = await this.#find(sha256);
    if (file !== undefined) await this.#remove(file);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for await (const { filename, length, uploadDate } of this.#files()) {
      yield { sha256: filename, size: length, storedAt: uploadDate.getTime() };
    }
  }

  async sweep(referenced: ReadonlySet<string>, olderThan: number): Promise<Swept> {
    const latest = new Date((await this.#connection.serverTime()).getTime() - olderThan);
    const swept = { blobs: 0, bytes: 0 };
    for await (const file of this.#files({ uploadDate: { $lte: latest } })) {
      if (referenced.has(file.filename) || !(await this.#remove(file, latest))) continue;
      swept.blobs++;
      swept.bytes += file.length;
    }
    const old = { touchedAt: { $lte: latest } };
    for await (const { _id: id, fileId } of this.#connection.items(({ uploads }) => uploads.find(old))) {
      swept.bytes += await heldBytes(this.#connection, fileId);
      await removeUpload(this.#connection, { id, fileId });
    }
    for await (const files_id of this.#strayChunks()) {
      if (files_id.getTimestamp() > latest) continue;
      await this.#connection.run(({ chunks }) => chunks.deleteMany({ files_id }));
    }
    return swept;
  }

  async faults(): Promise<string[]> {
    let stray = 0;
    for await (const _ of this.#strayChunks()) stray++;
    return stray === 0 ? [] : [`The chunks of ${stray} blobs belong to no file; a sweep removes them.`];
  }

  /** Files' ids of chunks that belong to no upload and no file, as a writer leaves them that lost its upload. */
  async *#strayChunks(): AsyncIterable<ObjectId> {
    const stray = this.#connection.items(({ chunks, uploads, files }) =>
      chunks.aggregate<{ readonly _id: ObjectId }>(
        [
          // From the index alone.
          { $sort: { files_id: 1, n: 1 } },
          { $group: { _id: '$files_id' } },
          // Uploads first: one that becomes a file meanwhile is found as the file.
          ...lacking(uploads.collectionName, 'fileId'),
          ...lacking(files.collectionName, '_id'),
        ],
        { allowDiskUse: true },
      ),
    );
    for await (const { _id } of stray) yield _id;
  }

  async #begin(
    ref: BlobRef,
    { id, fileId, isTrusted }: Parameters<typeof MongodbUpload.open>[2],
  ): Promise<MongodbUpload> {
    const change = { $setOnInsert: { fileId }, $currentDate: { touchedAt: true as const } };
    const found = await this.#connection.run(async ({ uploads }) => {
      await uploads.updateOne({ _id: id }, change, { upsert: true }).catch(passOverDuplicate);
      return uploads.findOne({ _id: id });
    });
    return MongodbUpload.open(this.#connection, ref, { id, fileId: found?.fileId ?? fileId, isTrusted });
  }

  /** In an upload of its own, whatever else is on its way under this hash. */
  async #store(ref: BlobRef, bytes: Uint8Array): Promise<BlobRef> {
    const fileId = new ObjectId();
    const upload = await this.#begin(ref, { id: `${ref.sha256}/${fileId.toHexString()}`, fileId, isTrusted: true });
    await upload.append(bytes);
    return upload.commit();
  }

  /** With `latest`, only if the file wasn't stored again after it. */
  #remove({ _id }: FileDocument, latest?: Date): Promise<boolean> {
    const filter = { _id, ...(latest !== undefined && { uploadDate: { $lte: latest } }) };
    return this.#connection.transact(async ({ files, chunks }, session) => {
      const { deletedCount } = await files.deleteOne(filter, { session });
      if (deletedCount === 1) await chunks.deleteMany({ files_id: _id }, { session });
      return deletedCount === 1;
    });
  }

  /** Whether the blob is there; it then counts as stored now. */
  async #touch(sha256: string): Promise<boolean> {
    const now = { $currentDate: { uploadDate: true as const } };
    const { matchedCount } = await this.#connection.run(({ files }) => files.updateOne({ filename: sha256 }, now));
    return matchedCount > 0;
  }

  async *#chunks(file: FileDocument, { start, end }: ByteRange): AsyncIterable<Uint8Array> {
    if (end <= start) return;
    const [first, last] = [start, end - 1].map((byte) => Math.floor(byte / file.chunkSize));
    const filter = { files_id: file._id, n: { $gte: first, $lte: last } };
    let expected = first;
    for await (const { n, data } of this.#connection.items(({ chunks }) => chunks.find(filter).sort({ n: 1 }))) {
      if (n !== expected++) throw damagedBlob(file.filename);
      const offset = n * file.chunkSize;
      yield data.subarray(Math.max(0, start - offset), end - offset);
    }
    if (expected !== last + 1) throw damagedBlob(file.filename);
  }

  #files(filter: Parameters<MongodbConnection['collections']['files']['find']>[0] = {}): AsyncIterable<FileDocument> {
    return this.#connection.items(({ files }) => files.find(filter));
  }

  async #find(sha256: string): Promise<FileDocument | undefined> {
    return (await this.#connection.run(({ files }) => files.findOne({ filename: sha256 }))) ?? undefined;
  }

  async #require(sha256: string): Promise<FileDocument> {
    const file = await this.#find(sha256);
    if (file === undefined) throw unknownBlob(sha256);
    return file;
  }
}

/** Stages that let pass whatever isn't the `field` of a document of a collection. */
function lacking(from: string, field: string): Document[] {
  return [
    { $lookup: { from, localField: '_id', foreignField: field, as: 'found' } },
    { $match: { found: { $size: 0 } } },
    { $project: { found: 0 } },
  ];
}
