import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { damagedBlob, unknownBlob } from '../blob-errors.ts';
import type { BlobRef, BlobStore, BlobUpload, ByteRange } from '../ports/blob-store.ts';
import { isNotFound, notWritable } from './disk-errors.ts';
import { DiskUpload } from './disk-upload.ts';
import { moveDurably, writeSynced } from './write-durably.ts';
import { makeFolder } from './make-folder.ts';

const HASH = /^[0-9a-f]{64}$/;

/**
 * Blobs as files named by their SHA-256 (`FOLDER/ab/abcd…`), partial uploads beside them in `FOLDER/partial`. A file gets
 * its name only when it is whole and on the disk.
 */
export class DiskBlobStore implements BlobStore {
  readonly isDurable: boolean = true;
  readonly #folder: string;
  #serial = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const ref = { sha256, size: bytes.length };
    if ((await this.stat(sha256)) !== undefined) return ref;
    await this.#prepareFolders(sha256);
    const temporary = join(this.#folder, 'partial', `${sha256}.${process.pid}.${this.#serial++}`);
    try {
      await writeSynced(temporary, bytes);
      await moveDurably(temporary, this.#pathOf(sha256));
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw notWritable(this.#folder, cause);
    }
    return ref;
  }

  async upload(ref: BlobRef): Promise<BlobUpload> {
    const target = this.#pathOf(ref.sha256);
    await this.#prepareFolders(ref.sha256);
    const partial = join(this.#folder, 'partial', ref.sha256);
    const isWhole = (await this.stat(ref.sha256)) !== undefined;
    return DiskUpload.open(ref, { partial, target, isWhole });
  }

  async get(sha256: string): Promise<Uint8Array> {
    const bytes = await this.#readWhole(sha256);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damagedBlob(sha256);
    return bytes;
  }

  async *read(sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const path = this.#pathOf(sha256);
    if ((await this.stat(sha256)) === undefined) throw unknownBlob(sha256);
    if (range !== undefined && range.end <= range.start) return;
    const options = range === undefined ? {} : { start: range.start, end: range.end - 1 };
    yield* createReadStream(path, { ...options, highWaterMark: 1 << 20 });
  }

  async stat(sha256: string): Promise<BlobRef | undefined> {
    const path = this.#pathOf(sha256);
    try {
      return { sha256, size: (await stat(path)).size };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw damagedBlob(sha256, error);
    }
  }

  async delete(sha256: string): Promise<void> {
    await rm(this.#pathOf(sha256), { force: true });
  }

  async #readWhole(sha256: string): Promise<Uint8Array> {
    const path = this.#pathOf(sha256);
    try {
      return await readFile(path);
    } catch (error) {
      throw isNotFound(error) ? unknownBlob(sha256) : damagedBlob(sha256, error);
    }
  }

  async #prepareFolders(sha256: string): Promise<void> {
    try {
      await makeFolder(join(this.#folder, 'partial'));
      await makeFolder(join(this.#folder, sha256.slice(0, 2)));
    } catch (cause) {
      throw notWritable(this.#folder, cause);
    }
  }

  #pathOf(sha256: string): string {
    if (!HASH.test(sha256)) throw unknownBlob(sha256);
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}
