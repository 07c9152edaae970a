import { createHash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import { damagedBlob } from './blob-errors.ts';
import { type MaintenanceOptions, StepReport } from './maintenance.ts';
import { interrupted } from './maintenance-errors.ts';
import type { BlobRef, BlobStore, StoredBlob } from './ports/blob-store.ts';
import type { Stores } from './ports/stores.ts';

/** How a blob stands in a store, or after it was to be copied. */
type Condition = 'whole' | 'damaged' | 'gone';

/** Copies blobs from one store to another while those who use the first go on. */
export class BlobCopier {
  readonly #from: BlobStore;
  readonly #source: string;
  readonly #to: BlobStore;
  readonly #whole = new Set<string>();
  readonly #damaged = new Set<string>();
  #moved = { blobs: 0, bytes: 0 };

  constructor(from: Pick<Stores, 'blobs' | 'name'>, to: Pick<Stores, 'blobs'>) {
    this.#from = from.blobs;
    this.#source = from.name;
    this.#to = to.blobs;
  }

  /** What was copied; what was there already, and whole, doesn't count. */
  get moved(): { readonly blobs: number; readonly bytes: number } {
    return this.#moved;
  }

  /** How many blobs were left out because they are damaged where they should come from. */
  get damaged(): number {
    return this.#damaged.size;
  }

  /** Every blob that is there now, but for those that are deleted meanwhile or are damaged. */
  async copyAll(options: MaintenanceOptions): Promise<void> {
    const listed: StoredBlob[] = [];
    for await (const blob of this.#from.list()) listed.push(blob);
    const bytes = listed.reduce((sum, { size }) => sum + size, 0);
    const report = new StepReport('copy', 'blobs', bytes, options);
    for (const { sha256 } of listed) await this.#bring(sha256, (count) => report.advance(count));
  }

  /**
   * @returns how many of these blobs aren't there any more, in either store
   * @throws CL-IO-004 for one that is damaged where it should come from, and isn't whole in the other store
   */
  async copyNeeded(hashes: Iterable<string>, signal?: AbortSignal): Promise<number> {
    let lost = 0;
    const goOn = () => {
      if (signal?.aborted) throw interrupted('copy');
    };
    goOn();
    for (const sha256 of hashes) {
      const condition = this.#whole.has(sha256) ? 'whole' : await this.#bring(sha256, goOn);
      if (condition === 'damaged') throw damagedBlob(sha256, undefined, this.#source);
      if (condition === 'gone') lost++;
    }
    return lost;
  }

  async #bring(sha256: string, advance: (bytes: number) => void): Promise<Condition> {
    const condition = await this.#replace(sha256, advance);
    if (condition === 'whole') this.#whole.add(sha256);
    if (condition === 'damaged') this.#damaged.add(sha256);
    else this.#damaged.delete(sha256);
    return condition;
  }

  /** What the other store has is read: it may have been altered since it came there. Only a whole blob takes its place. */
  async #replace(sha256: string, advance: (bytes: number) => void): Promise<Condition> {
    const goOn = () => advance(0);
    const held = await conditionOf(this.#to, sha256, goOn);
    if (held === 'damaged') {
      const source = await conditionOf(this.#from, sha256, goOn);
      if (source !== 'whole') return source;
      await this.#to.delete(sha256);
    }
    const blob = await this.#from.stat(sha256);
    if (blob === undefined) return held === 'whole' ? 'whole' : 'gone';
    return this.#copy(blob, advance);
  }

  async #copy(blob: BlobRef, advance: (bytes: number) => void): Promise<Condition> {
    const upload = await this.#to.upload(blob);
    const held = upload.offset;
    advance(held);
    try {
      for await (const chunk of this.#from.read(blob.sha256, { start: held, end: blob.size })) {
        await upload.append(chunk);
        advance(chunk.length);
      }
    } catch (error) {
      const condition = isDamage(error) ? 'damaged' : 'gone';
      if (condition === 'gone' && (await this.#from.stat(blob.sha256)) !== undefined) {
        await upload.suspend();
        throw error;
      }
      await upload.discard();
      return condition;
    }
    try {
      await upload.commit();
    } catch (error) {
      if (CohortloomError.from(error).code !== 'CL-NET-003') throw error;
      // What had arrived before may be at fault, and is forgotten now.
      return held > 0 ? this.#copy(blob, () => advance(0)) : 'damaged';
    }
    this.#moved.blobs += held < blob.size || blob.size === 0 ? 1 : 0;
    this.#moved.bytes += blob.size - held;
    return 'whole';
  }
}

async function conditionOf(blobs: BlobStore, sha256: string, goOn: () => void): Promise<Condition> {
  if ((await blobs.stat(sha256)) === undefined) return 'gone';
  const hash = createHash('sha256');
  try {
    for await (const chunk of blobs.read(sha256)) {
      hash.update(chunk);
      goOn();
    }
  } catch (error) {
    if (isDamage(error)) return 'damaged';
    if ((await blobs.stat(sha256)) === undefined) return 'gone';
    throw error;
  }
  return hash.digest('hex') === sha256 ? 'whole' : 'damaged';
}

function isDamage(error: unknown): boolean {
  return CohortloomError.from(error).code === 'CL-IO-004';
}
