import { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob } from './blob-errors.ts';
import { type MaintenanceOptions, StepReport } from './maintenance.ts';
import { interrupted } from './maintenance-errors.ts';
import type { BlobStore, StoredBlob } from './ports/blob-store.ts';

/** Copies blobs from one store to another while those who use the first go on. */
export class BlobCopier {
  readonly #from: BlobStore;
  readonly #to: BlobStore;
  #moved = { blobs: 0, bytes: 0 };

  constructor(from: BlobStore, to: BlobStore) {
    this.#from = from;
    this.#to = to;
  }

  /** What was copied; what was there already doesn't count. */
  get moved(): { readonly blobs: number; readonly bytes: number } {
    return this.#moved;
  }

  /** Every blob that is there now, but for those that are deleted meanwhile. */
  async copyAll(options: MaintenanceOptions): Promise<void> {
    const listed: StoredBlob[] = [];
    for await (const blob of this.#from.list()) listed.push(blob);
    const bytes = listed.reduce((sum, { size }) => sum + size, 0);
    const report = new StepReport('copy', 'blobs', bytes, options);
    for (const { sha256 } of listed) await this.#copy(sha256, (count) => report.advance(count));
  }

  /** @returns how many of these blobs aren't there any more, in either store */
  async copyNeeded(hashes: Iterable<string>, signal?: AbortSignal): Promise<number> {
    let lost = 0;
    const goOn = () => {
      if (signal?.aborted) throw interrupted('copy');
    };
    goOn();
    for (const sha256 of hashes) {
      const isThere = (await this.#to.stat(sha256)) !== undefined || (await this.#copy(sha256, goOn));
      if (!isThere) lost++;
    }
    return lost;
  }

  /** False when it is gone. */
  async #copy(sha256: string, advance: (bytes: number) => void): Promise<boolean> {
    const blob = await this.#from.stat(sha256);
    if (blob === undefined) return false;
    const upload = await this.#to.upload(blob);
    const held = upload.offset;
    advance(held);
    try {
      for await (const chunk of this.#from.read(sha256, { start: held, end: blob.size })) {
        await upload.append(chunk);
        advance(chunk.length);
      }
    } catch (error) {
      if ((await this.#from.stat(sha256)) === undefined) {
        await upload.discard();
        return false;
      }
      await upload.suspend();
      throw error;
    }
    await upload.commit().catch((error: unknown) => {
      throw CohortloomError.from(error).code === 'CL-NET-003' ? damagedBlob(sha256, error) : error;
    });
    this.#moved.blobs += held < blob.size || blob.size === 0 ? 1 : 0;
    this.#moved.bytes += blob.size - held;
    return true;
  }
}
