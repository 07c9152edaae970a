import { createHash } from 'node:crypto';
import { uploadDamaged, uploadTooLong, unknownBlob } from '../blob-errors.ts';
import type { BlobRef, BlobStore, BlobUpload, ByteRange, StoredBlob, Swept } from '../ports/blob-store.ts';
import { FinishedUpload } from '../finished-upload.ts';
import type { StoreClock } from '../ports/store-clock.ts';

const CHUNK_BYTES = 1 << 20;

interface Held {
  readonly bytes: Uint8Array;
  readonly storedAt: number;
}

interface Suspended {
  readonly chunks: Uint8Array[];
  readonly suspendedAt: number;
}

/** Blobs that end with their process: for simulation and tests. */
export class MemoryBlobStore implements BlobStore {
  readonly isDurable: boolean = false;
  readonly #clock: StoreClock;
  readonly #blobs = new Map<string, Held>();
  readonly #partial = new Map<string, Suspended>();

  /** Without a clock every blob is of the same age, 0. */
  constructor(clock: StoreClock = { now: () => 0 }) {
    this.#clock = clock;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#keep(sha256, this.#blobs.get(sha256)?.bytes ?? new Uint8Array(bytes));
    return { sha256, size: bytes.length };
  }

  async upload(ref: BlobRef): Promise<BlobUpload> {
    const known = this.#blobs.get(ref.sha256)?.bytes;
    if (known !== undefined) {
      this.#keep(ref.sha256, known);
      return new FinishedUpload(ref);
    }
    // What has arrived is this upload's alone until it is suspended.
    const chunks = this.#partial.get(ref.sha256)?.chunks ?? [];
    this.#partial.delete(ref.sha256);
    return new MemoryUpload(ref, chunks, {
      keep: (bytes) => this.#keep(ref.sha256, bytes),
      suspend: () => this.#partial.set(ref.sha256, { chunks, suspendedAt: this.#clock.now() }),
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
    const held = this.#blobs.get(sha256);
    return held === undefined ? undefined : { sha256, size: held.bytes.length };
  }

  async delete(sha256: string): Promise<void> {
    this.#blobs.delete(sha256);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const [sha256, { bytes, storedAt }] of this.#blobs) yield { sha256, size: bytes.length, storedAt };
  }

  async sweep(referenced: ReadonlySet<string>, olderThan: number): Promise<Swept> {
    const latest = this.#clock.now() - olderThan;
    const forgotten = [...this.#blobs].filter(([sha256, held]) => !referenced.has(sha256) && held.storedAt <= latest);
    const abandoned = [...this.#partial].filter(([, { suspendedAt }]) => suspendedAt <= latest);
    for (const [sha256] of forgotten) this.#blobs.delete(sha256);
    for (const [sha256] of abandoned) this.#partial.delete(sha256);
    const arrays = [...forgotten.map(([, { bytes }]) => bytes), ...abandoned.flatMap(([, { chunks }]) => chunks)];
    return { blobs: forgotten.length, bytes: arrays.reduce((sum, { length }) => sum + length, 0) };
  }

  #keep(sha256: string, bytes: Uint8Array): void {
    this.#blobs.set(sha256, { bytes, storedAt: this.#clock.now() });
  }

  #require(sha256: string): Uint8Array {
    const held = this.#blobs.get(sha256);
    if (held === undefined) throw unknownBlob(sha256);
    return held.bytes;
  }
}

interface Shelf {
  readonly keep: (bytes: Uint8Array) => void;
  readonly suspend: () => void;
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
    if (sha256 !== this.#ref.sha256 || bytes.length !== this.#ref.size) throw uploadDamaged();
    this.#shelf.keep(bytes);
    return this.#ref;
  }

  async suspend(): Promise<void> {
    this.#shelf.suspend();
  }

  async discard(): Promise<void> {}
}
