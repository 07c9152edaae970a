import { CohortloomError } from '#errors/cohortloom-error';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import type { BlobStore, BlobUpload } from '#storage/ports/blob-store';
import type { ArrivingContribution, Arrived, OfferedContribution } from './arriving-contribution.ts';
import type { Reservation, UploadBudget } from './upload-budget.ts';
import type { UploadTurns } from './upload-turns.ts';

export interface StoreResources {
  readonly blobs: BlobStore;
  readonly budget: UploadBudget;
  readonly turns: UploadTurns;
}

/**
 * A contribution that arrives in the blob store, so that it goes on at its byte after a restart of the coordinator too: for
 * rounds whose contributions are kept on disk anyway. Nothing is granted ahead, because only the offer tells what is there
 * from before.
 */
export class StoredUpload implements ArrivingContribution {
  readonly site: string;
  readonly slot: SlotId;
  readonly #resources: StoreResources;
  #reservation: Reservation | undefined;
  #offered: OfferedContribution | undefined;
  #upload: BlobUpload | undefined;
  #received = 0;
  #isWhole = false;
  /** What to do when there is room. */
  #begin: () => void = () => {};
  #endTurn: () => void = () => {};
  /** One thing at a time, in the order in which it came. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(site: string, slot: SlotId, resources: StoreResources) {
    this.site = site;
    this.slot = slot;
    this.#resources = resources;
  }

  get hasOffer(): boolean {
    return this.#offered !== undefined;
  }

  isFor(slot: SlotId | undefined): boolean {
    return sameSlot(this.slot, slot);
  }

  get sha256(): string {
    return this.#offered?.sha256 ?? '';
  }

  get fraction(): number {
    return this.#offered === undefined ? 0 : this.#received / this.#offered.bytes;
  }

  reserveAhead(): boolean {
    return false;
  }

  offer(offered: OfferedContribution, onReady: (offset: number) => void, onFailure: (reason: unknown) => void): void {
    if (this.#isWhole) {
      if (isSame(offered, this.#offered)) onReady(offered.bytes);
      return;
    }
    this.#begin = () => void this.#inTurn(() => this.#open(offered, onReady)).catch(onFailure);
    if (this.#reservation !== undefined && this.#reservation.bytes < offered.bytes) this.#giveBack();
    if (this.#reservation === undefined) {
      // The chunks that wait for the disk are all that takes memory.
      this.#reservation = this.#resources.budget.reserve(offered.bytes, () => this.#begin());
    } else if (this.#reservation.isHeld) this.#begin();
  }

  add(offset: number, data: Uint8Array): Promise<Arrived | undefined> {
    return this.#inTurn(() => this.#append(offset, data));
  }

  suspend(): void {
    if (this.#isWhole) return;
    this.#begin = () => {};
    this.#giveBack();
    void this.#inTurn(() => this.#close()).catch(() => {});
  }

  settle(): void {
    this.#giveBack();
  }

  /** What has arrived stays in the store, which sweeps it in time: the round may be resumed. */
  discard(): void {
    this.suspend();
  }

  async #open(offered: OfferedContribution, onReady: (offset: number) => void): Promise<void> {
    if (this.#isWhole) return;
    if (!isSame(offered, this.#offered)) await this.#forget();
    this.#offered = offered;
    this.#upload ??= await this.#enter(offered);
    this.#received = this.#upload.offset;
    onReady(this.#received);
  }

  async #enter({ sha256, bytes }: OfferedContribution): Promise<BlobUpload> {
    const { blobs, turns } = this.#resources;
    this.#endTurn = await turns.enter(sha256);
    try {
      return await blobs.upload({ sha256, size: bytes });
    } catch (error) {
      this.#endTurn();
      throw error;
    }
  }

  /** A chunk that nobody asked for any more is skipped, as are bytes that are there already. */
  async #append(offset: number, data: Uint8Array): Promise<Arrived | undefined> {
    const offered = this.#offered;
    if (this.#upload === undefined || offered === undefined || this.#isWhole) return undefined;
    const end = offset + data.length;
    if (offset > this.#received || end > offered.bytes) {
      const expected = this.#received;
      await this.#forget();
      throw this.#damaged(`has a chunk of bytes ${offset} to ${end} where ${expected} was next`);
    }
    if (end > this.#received) await this.#upload.append(data.subarray(this.#received - offset));
    this.#received = Math.max(this.#received, end);
    return this.#received === offered.bytes ? this.#commit(this.#upload) : undefined;
  }

  async #commit(upload: BlobUpload): Promise<Arrived> {
    this.#upload = undefined;
    try {
      await upload.commit();
    } catch (error) {
      this.#offered = undefined;
      const isDamaged = CohortloomError.from(error).code === 'CL-NET-003';
      throw isDamaged ? this.#damaged('arrived with another SHA-256 than announced') : error;
    } finally {
      this.#endTurn();
    }
    this.#isWhole = true;
    return {};
  }

  async #forget(): Promise<void> {
    const upload = this.#upload;
    this.#upload = undefined;
    this.#offered = undefined;
    this.#received = 0;
    await upload?.discard();
    this.#endTurn();
  }

  async #close(): Promise<void> {
    const upload = this.#upload;
    this.#upload = undefined;
    await upload?.suspend();
    this.#endTurn();
  }

  #giveBack(): void {
    const reservation = this.#reservation;
    this.#reservation = undefined;
    reservation?.release();
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(action);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #damaged(words: string): CohortloomError {
    return new CohortloomError('CL-NET-003', {
      what: `The contribution of ${this.site} to ${slotWords(this.slot)} ${words}.`,
      todo: 'It is sent again by itself; if this repeats, look for a proxy or network card that alters traffic.',
    });
  }
}

function isSame(a: OfferedContribution, b: OfferedContribution | undefined): boolean {
  return a.sha256 === b?.sha256 && a.bytes === b.bytes;
}
