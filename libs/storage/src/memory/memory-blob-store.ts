import { createHash } from 'node:crypto';
import { uploadDamaged, uploadTooLong, unknownBlob } from '../blob-errors.ts';
import type { BlobRef, BlobStore, BlobUpload, ByteRange } from '../ports/blob-store.ts';

const CHUNK_BYTES = 1 << 20;

/** Blobs that end with their process: for simulation and tests. */
export class MemoryBlobStore implements BlobStore {
  readonly isDurable: boolean = false;
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #partial = new Map<string, Uint8Array[]>();

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!this.#blobs.has(sha256)) this.#blobs.set(sha256, new Uint8Array(bytes));
    return { sha256, size: bytes.length };
  }

  async upload(ref: BlobRef): Promise<BlobUpload> {
    const known = this.#blobs.get(ref.sha256);
    const chunks = known === undefined ? (this.#partial.get(ref.sha256) ?? []) : [known];
    if (known === undefined) this.#partial.set(ref.sha256, chunks);
    return new MemoryUpload(ref, chunks, {
      keep: (bytes) => this.#blobs.set(ref.sha256, bytes),
      forget: () => this.#partial.delete(ref.sha256),
    });
  }

  async get(sha256: string): Promise<Uint8Array> {
    return this.#require(sha256);
  }

  async *read(sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const bytes = this.#require(sha256).subarray(range?.start, range?.end);
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.slice(start, start + CHUNK_BYTES);
  }

  async stat(sha256: string): Promise<BlobRef | undefined> {
    const bytes = this.#blobs.get(sha256);
    return bytes === undefined ? undefined : { sha256, size: bytes.length };
  }

  async delete(sha256: string): Promise<void> {
    this.#blobs.delete(sha256);
  }

  #require(sha256: string): Uint8Array {
    const bytes = this.#blobs.get(sha256);
    if (bytes === undefined) throw unknownBlob(sha256);
    return bytes;
  }
}

interface Shelf {
  readonly keep: (bytes: Uint8Array) => void;
  readonly forget: () => void;
}

class MemoryUpload implements BlobUpload {
  readonly #ref: BlobRef;
  readonly #chunks: Uint8Array[];
  readonly #shelf: Shelf;

  constructor(ref: BlobRef, chunks: Uint8Array[], shelf: Shelf) {
    this.#ref = ref;
    this.#chunks = chunks;
    this.#shelf = shelf;
  }

  get offset(): number {
    return this.#chunks.reduce((size, chunk) => size + chunk.length, 0);
  }

  async append(chunk: Uint8Array): Promise<void> {
    if (this.offset + chunk.length > this.#ref.size) throw uploadTooLong();
    this.#chunks.push(new Uint8Array(chunk));
  }

  async commit(): Promise<BlobRef> {
    const bytes = new Uint8Array(Buffer.concat(this.#chunks));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.discard();
    if (sha256 !== this.#ref.sha256 || bytes.length !== this.#ref.size) throw uploadDamaged();
    this.#shelf.keep(bytes);
    return this.#ref;
  }

  async suspend(): Promise<void> {}

  async discard(): Promise<void> {
    this.#shelf.forget();
  }
}
