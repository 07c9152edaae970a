import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { opendir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob, unknownBlob } from '../blob-errors.ts';
import type { BlobRef, BlobStore, BlobUpload, ByteRange, StoredBlob, Swept } from '../ports/blob-store.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import { isForbidden, isNotFound, notRead, notReadable, notWritable } from '../disk/disk-errors.ts';
import { FinishedUpload } from '../finished-upload.ts';
import { EmbeddedUpload } from './embedded-upload.ts';
import { claimPartial, ownPartial, waitingPartial } from './partial-files.ts';
import { moveDurably, writeSynced } from '../disk/synced-files.ts';
import { makeFolder } from '../disk/make-folder.ts';

const HASH = /^[0-9a-f]{64}$/;
const PREFIX = /^[0-9a-f]{2}$/;
const PARTIAL = 'partial';

/**
 * Blobs as files named by their SHA-256 (`FOLDER/ab/abcd…`), partial uploads beside them in `FOLDER/partial`. A file gets
 * its name only when it is whole and on the disk. The time of a file is when it was last stored.
 */
export class EmbeddedBlobStore implements BlobStore {
  readonly isDurable: boolean = true;
  readonly #folder: string;
  readonly #clock: StoreClock;

  constructor(folder: string, clock: StoreClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const ref = { sha256, size: bytes.length };
    if (await this.#touch(this.#pathOf(sha256))) return ref;
    await this.#prepareFolders(sha256);
    const temporary = ownPartial(join(this.#folder, PARTIAL), sha256);
    try {
      await writeSynced(temporary, bytes);
      await this.#touch(temporary);
      await moveDurably(temporary, this.#pathOf(sha256));
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw notWritable(this.#folder, cause);
    }
    return ref;
  }

  async upload(ref: BlobRef): Promise<BlobUpload> {
    const target = this.#pathOf(ref.sha256);
    if (await this.#touch(target)) return new FinishedUpload(ref);
    await this.#prepareFolders(ref.sha256);
    const folder = join(this.#folder, PARTIAL);
    const partial = await claimPartial(folder, ref.sha256).catch((cause: unknown) => {
      throw notWritable(folder, cause);
    });
    const waiting = waitingPartial(folder, ref.sha256);
    return EmbeddedUpload.open(ref, { partial, waiting, target, touch: () => this.#touch(partial) });
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
    try {
      yield* createReadStream(path, { ...options, highWaterMark: 1 << 20 });
    } catch (error) {
      throw blobNotRead(sha256, path, error);
    }
  }

  async stat(sha256: string): Promise<BlobRef | undefined> {
    const found = await statIfThere(this.#pathOf(sha256));
    return found === undefined ? undefined : { sha256, size: found.size };
  }

  async delete(sha256: string): Promise<void> {
    await remove(this.#pathOf(sha256));
  }

  async *list(): AsyncIterable<StoredBlob> {
    for await (const { sha256, path } of this.#files()) {
      const found = await statIfThere(path);
      if (found !== undefined) yield { sha256, size: found.size, storedAt: found.mtimeMs };
    }
  }

  async sweep(referenced: ReadonlySet<string>, olderThan: number): Promise<Swept> {
    const latest = this.#clock.now() - olderThan;
    const swept = { blobs: 0, bytes: 0 };
    for await (const { sha256, path } of this.#files()) {
      if (referenced.has(sha256)) continue;
      const size = await removeIfOld(path, latest);
      if (size !== undefined) swept.blobs++;
      swept.bytes += size ?? 0;
    }
    for await (const path of filesIn(join(this.#folder, PARTIAL)))
      swept.bytes += (await removeIfOld(path, latest)) ?? 0;
    return swept;
  }

  async *#files(): AsyncIterable<{ readonly sha256: string; readonly path: string }> {
    for await (const folder of namesIn(this.#folder)) {
      if (!PREFIX.test(folder)) continue;
      for await (const sha256 of namesIn(join(this.#folder, folder))) {
        if (HASH.test(sha256)) yield { sha256, path: join(this.#folder, folder, sha256) };
      }
    }
  }

  /** Whether the file is there; its time is then that of the store's clock. */
  async #touch(path: string): Promise<boolean> {
    const seconds = this.#clock.now() / 1000;
    try {
      await utimes(path, seconds, seconds);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw notWritable(path, error);
    }
  }

  async #readWhole(sha256: string): Promise<Uint8Array> {
    const path = this.#pathOf(sha256);
    try {
      return await readFile(path);
    } catch (error) {
      throw blobNotRead(sha256, path, error);
    }
  }

  async #prepareFolders(sha256: string): Promise<void> {
    try {
      await makeFolder(join(this.#folder, PARTIAL));
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

function blobNotRead(sha256: string, path: string, cause: unknown): CohortloomError {
  if (isForbidden(cause)) return notReadable(path, cause);
  return isNotFound(cause) ? unknownBlob(sha256) : damagedBlob(sha256, cause);
}

async function* namesIn(folder: string): AsyncIterable<string> {
  try {
    for await (const { name } of await opendir(folder)) yield name;
  } catch (error) {
    if (!isNotFound(error)) throw notRead(folder, error);
  }
}

async function* filesIn(folder: string): AsyncIterable<string> {
  for await (const name of namesIn(folder)) yield join(folder, name);
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw notRead(path, error);
  }
}

/** Bytes that were freed; undefined when the file is younger, or gone. */
async function removeIfOld(path: string, latest: number): Promise<number | undefined> {
  const found = await statIfThere(path);
  if (found === undefined || found.mtimeMs > latest) return undefined;
  await remove(path);
  return found.size;
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch((cause: unknown) => {
    throw notWritable(path, cause);
  });
}
