import type { SumLayout } from '#sums/layout';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import { ChunkReceiver } from '#protocol/transfer/chunk-receiver';
import type { BufferPool } from './buffer-pool.ts';
import type { Reservation, UploadBudget } from './upload-budget.ts';

/** What a site says it is about to send. */
export interface OfferedContribution {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface UploadResources {
  readonly budget: UploadBudget;
  readonly pool: BufferPool;
}

/** One site's contribution to one slot on its way in. It outlives the connection. */
export class SiteUpload {
  readonly site: string;
  readonly slot: SlotId;
  /** Whether nobody keeps the buffer once the contribution is added. */
  readonly #recycle: boolean;
  readonly #resources: UploadResources;
  #reservation: Reservation | undefined;
  #receiver: ChunkReceiver | undefined;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  /** What to do when there is room. */
  #begin: () => void = () => {};

  constructor(site: string, slot: SlotId, recycle: boolean, resources: UploadResources) {
    this.site = site;
    this.slot = slot;
    this.#recycle = recycle;
    this.#resources = resources;
  }

  isFor(slot: SlotId | undefined): boolean {
    return sameSlot(this.slot, slot);
  }

  /** Of the contribution that is arriving, lower-case hex. */
  get sha256(): string {
    return this.#receiver?.expected.sha256 ?? '';
  }

  /** How much of it has arrived, 0 … 1. */
  get fraction(): number {
    return this.#receiver === undefined ? 0 : this.#receiver.received / this.#receiver.expected.bytes;
  }

  /** Keeps room before the site computes, if there is some: it may then send without asking. */
  reserveAhead(layout: SumLayout): boolean {
    if (this.#receiver !== undefined) return false;
    this.#reservation ??= this.#resources.budget.tryReserve(estimateBytes(layout));
    return this.#reservation !== undefined;
  }

  /**
   * Prepares for what the site offers; `onReady` is called, perhaps at once, when there is room for it, with the offset
   * where the site goes on. Memory is taken only then. While a whole contribution is being added, another is ignored: the
   * answer to the first one is the answer to both.
   */
  offer(offered: OfferedContribution, onReady: (offset: number) => void): void {
    const isContinued = this.#continues(offered);
    if (this.#receiver?.isComplete && !isContinued) return;
    if (!isContinued) this.#receiver = undefined;
    this.#begin = () => onReady(this.#receiving(offered).received);
    if (this.#reservation !== undefined && this.#reservation.bytes < offered.bytes) this.#giveBack();
    if (this.#reservation === undefined) {
      this.#reservation = this.#resources.budget.reserve(offered.bytes, () => this.#begin());
    } else if (this.#reservation.isHeld) {
      this.#reservation.use();
      this.#begin();
    }
  }

  /**
   * Adds a chunk.
   * @returns the whole contribution after the last chunk
   * @throws CL-NET-003 when the transfer is damaged; it then starts anew with the next offer
   */
  add(offset: number, data: Uint8Array): Uint8Array | undefined {
    const receiver = this.#receiver;
    if (receiver === undefined || receiver.isComplete) return undefined;
    try {
      receiver.add(offset, data);
      return receiver.isComplete ? receiver.finish() : undefined;
    } catch (error) {
      this.#receiver = undefined;
      throw error;
    }
  }

  /** The site went: what has arrived is kept for its return unless another site needs the room. */
  suspend(): void {
    if (this.#receiver?.isComplete) return;
    if (this.#receiver === undefined) this.discard();
    else this.#reservation?.lend(() => this.discard());
  }

  /** The contribution is added: gives room and buffer back. */
  settle(): void {
    if (this.#recycle && this.#buffer !== undefined) this.#resources.pool.give(this.#buffer);
    this.discard();
  }

  /** Nothing more is wanted. The buffer isn't lent again: someone may still be reading it. */
  discard(): void {
    this.#receiver = undefined;
    this.#buffer = undefined;
    this.#begin = () => {};
    this.#giveBack();
  }

  #giveBack(): void {
    const reservation = this.#reservation;
    this.#reservation = undefined;
    reservation?.release();
  }

  #continues({ bytes, sha256 }: OfferedContribution): boolean {
    const expected = this.#receiver?.expected;
    return expected?.sha256 === sha256 && expected.bytes === bytes;
  }

  #receiving({ bytes, sha256 }: OfferedContribution): ChunkReceiver {
    if (this.#receiver !== undefined) return this.#receiver;
    if (this.#buffer === undefined || this.#buffer.length < bytes) this.#buffer = this.#resources.pool.take(bytes);
    const subject = `The contribution of ${this.site} to ${slotWords(this.slot)}`;
    this.#receiver = new ChunkReceiver({ subject, bytes, sha256 }, this.#buffer);
    return this.#receiver;
  }
}

/** How large a contribution to this layout is at most, bytes: values, and names and kinds as text. */
function estimateBytes(layout: SumLayout): number {
  let bytes = 4096;
  for (const [name, { kind, length }] of layout)
    bytes += 256 + 2 * name.length + length * (kind === 'weighted' ? 4 : 8);
  return bytes;
}
