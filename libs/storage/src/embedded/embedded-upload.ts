import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { uploadDamaged, uploadTooLong } from '../blob-errors.ts';
import type { BlobRef, BlobUpload } from '../ports/blob-store.ts';
import { notRead, notWritable } from '../disk/disk-errors.ts';
import { fileSha256 } from '../disk/file-sha256.ts';
import { moveDurably } from '../disk/synced-files.ts';

export interface UploadPlace {
  /** Where bytes gather: this writer's alone. */
  readonly partial: string;
  /** Where they wait while the upload is suspended. */
  readonly waiting: string;
  /** Where the whole blob belongs. */
  readonly target: string;
  /** Sets the time of the file where bytes gather. */
  touch(): Promise<unknown>;
}

/** A blob that arrives in a file of its own, from which a later upload goes on. */
export class EmbeddedUpload implements BlobUpload {
  readonly #ref: BlobRef;
  readonly #place: UploadPlace;
  readonly #file: FileHandle;
  #offset: number;

  private constructor(ref: BlobRef, place: UploadPlace, file: FileHandle, offset: number) {
    this.#ref = ref;
    this.#place = place;
    this.#file = file;
    this.#offset = offset;
  }

  static async open(ref: BlobRef, place: UploadPlace): Promise<EmbeddedUpload> {
    try {
      const file = await open(place.partial, 'a');
      const { size } = await file.stat();
      if (size > ref.size) await file.truncate(0);
      await place.touch();
      return new EmbeddedUpload(ref, place, file, size > ref.size ? 0 : size);
    } catch (cause) {
      throw notWritable(place.partial, cause);
    }
  }

  get offset(): number {
    return this.#offset;
  }

  async append(chunk: Uint8Array): Promise<void> {
    if (this.#offset + chunk.length > this.#ref.size) throw uploadTooLong();
    try {
      await this.#file.appendFile(chunk);
    } catch (cause) {
      throw notWritable(this.#place.partial, cause);
    }
    this.#offset += chunk.length;
  }

  async commit(): Promise<BlobRef> {
    if (this.#offset !== this.#ref.size || (await hashOf(this.#place.partial)) !== this.#ref.sha256) {
      await this.discard();
      throw uploadDamaged();
    }
    try {
      await this.#file.datasync();
      await this.#file.close();
      await this.#place.touch();
      await moveDurably(this.#place.partial, this.#place.target);
    } catch (cause) {
      throw notWritable(this.#place.target, cause);
    }
    return this.#ref;
  }

  async suspend(): Promise<void> {
    try {
      await this.#file.close();
      await this.#place.touch();
      await rename(this.#place.partial, this.#place.waiting);
    } catch (cause) {
      throw notWritable(this.#place.partial, cause);
    }
  }

  async discard(): Promise<void> {
    try {
      await this.#file.close();
      await rm(this.#place.partial, { force: true });
    } catch (cause) {
      throw notWritable(this.#place.partial, cause);
    }
  }
}

/** Read back from the disk, so that what is hashed is what is kept. */
async function hashOf(path: string): Promise<string> {
  try {
    return await fileSha256(path);
  } catch (cause) {
    throw notRead(path, cause);
  }
}
