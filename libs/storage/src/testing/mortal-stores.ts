import { MemoryBlobStore } from '../memory/memory-blob-store.ts';
import type { BlobRef, BlobStore } from '../ports/blob-store.ts';
import type { JournalEvent, RoundJournal } from '../ports/round-journal.ts';

/** Blobs in memory that outlive who writes them, as a disk would. */
export class KeptBlobs extends MemoryBlobStore {
  override readonly isDurable = true;
  readonly hashes = new Set<string>();

  override async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = await super.put(bytes);
    this.hashes.add(ref.sha256);
    return ref;
  }

  override async delete(sha256: string): Promise<void> {
    await super.delete(sha256);
    this.hashes.delete(sha256);
  }
}

/** How a process dies in a call: before anything is written, or when all is written and nobody has heard of it. */
export type Death = 'before' | 'after';

/**
 * The stores as a process sees them that is killed in its n-th change (1, 2, …) of them: this call and all later ones
 * throw, and nothing more is changed.
 */
export class MortalStores {
  readonly journal: RoundJournal;
  readonly blobs: BlobStore;
  #calls = 0;
  #isDead = false;

  constructor(journal: RoundJournal, blobs: BlobStore, deadly: number, death: Death) {
    const change = <T>(action: () => Promise<T>) => this.#change(action, deadly, death);
    this.journal = {
      append: (study: string, event: JournalEvent) => change(() => journal.append(study, event)),
      appendAll: (study, events) => change(() => journal.appendAll(study, events)),
      lengths: () => journal.lengths(),
      read: (study, from) => journal.read(study, from),
    };
    this.blobs = {
      isDurable: blobs.isDurable,
      put: (bytes) => change(() => blobs.put(bytes)),
      delete: (sha256) => change(() => blobs.delete(sha256)),
      upload: (ref) => blobs.upload(ref),
      get: (sha256) => blobs.get(sha256),
      read: (sha256, range) => blobs.read(sha256, range),
      stat: (sha256) => blobs.stat(sha256),
      list: () => blobs.list(),
      sweep: (referenced, olderThan) => change(() => blobs.sweep(referenced, olderThan)),
    };
  }

  /** Changes that were asked for. */
  get calls(): number {
    return this.#calls;
  }

  async #change<T>(action: () => Promise<T>, deadly: number, death: Death): Promise<T> {
    this.#calls++;
    if (this.#isDead) throw new Error('dead');
    if (this.#calls !== deadly) return action();
    this.#isDead = true;
    if (death === 'after') await action();
    throw new Error('killed');
  }
}
