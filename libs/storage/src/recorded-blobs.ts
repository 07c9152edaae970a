import type { BlobRef, BlobStore, BlobUpload, ByteRange, StoredBlob, Swept } from './ports/blob-store.ts';

/**
 * The blobs in the hands of one leader, who knows what it has stored. A fence guards the journal, not the blobs: what a
 * leader stores after it has lost the lead is named nowhere else.
 */
export class RecordedBlobs implements BlobStore {
  readonly #blobs: BlobStore;
  readonly #stored = new Map<string, BlobRef>();

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  get isDurable(): boolean {
    return this.#blobs.isDurable;
  }

  /** What was stored here or has begun to arrive, but for what was deleted again. */
  get stored(): readonly BlobRef[] {
    return [...this.#stored.values()];
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    return this.#record(await this.#blobs.put(bytes));
  }

  upload(ref: BlobRef): Promise<BlobUpload> {
    return this.#blobs.upload(this.#record(ref));
  }

  get(sha256: string): Promise<Uint8Array> {
    return this.#blobs.get(sha256);
  }

  read(sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return this.#blobs.read(sha256, range);
  }

  stat(sha256: string): Promise<BlobRef | undefined> {
    return this.#blobs.stat(sha256);
  }

  async delete(sha256: string): Promise<void> {
    await this.#blobs.delete(sha256);
    this.#stored.delete(sha256);
  }

  list(): AsyncIterable<StoredBlob> {
    return this.#blobs.list();
  }

  sweep(referenced: ReadonlySet<string>, olderThan: number): Promise<Swept> {
    return this.#blobs.sweep(referenced, olderThan);
  }

  #record(ref: BlobRef): BlobRef {
    this.#stored.set(ref.sha256, ref);
    return ref;
  }
}
