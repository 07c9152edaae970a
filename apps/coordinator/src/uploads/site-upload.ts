import type { SumLayout } from '#sums/layout';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import { ChunkReceiver } from '#protocol/transfer/chunk-receiver';
import type { ArrivingContribution, Arrived, OfferedContribution } from './arriving-contribution.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Reservation, UploadBudget } from './upload-budget.ts';

export interface UploadResources {
  readonly budget: UploadBudget;
  readonly pool: BufferPool;
}

/** A contribution that arrives in memory: for rounds of many exchanges, and where nothing is kept on disk. */
export class SiteUpload implements ArrivingContribution {
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

  get hasOffer(): boolean {
    return this.#receiver !== undefined;
  }

  isFor(slot: SlotId | undefined): boolean {
    return sameSlot(this.slot, slot);
  }

  get sha256(): string {
    return this.#receiver?.expected.sha256 ?? '';
  }

  get fraction(): number {
    return this.#receiver === undefined ? 0 : this.#receiver.received / this.#receiver.expected.bytes;
  }

  reserveAhead(layout: SumLayout): boolean {
    if (this.#receiver !== undefined) return false;
    this.#reservation ??= this.#resources.budget.tryReserve(estimateBytes(layout));
    return this.#reservation !== undefined;
  }

  /** Memory is taken only when there is room. */
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

  add(offset: number, data: Uint8Array): Arrived | undefined {
    const receiver = this.#receiver;
    if (receiver === undefined || receiver.isComplete) return undefined;
    try {
      receiver.add(offset, data);
      return receiver.isComplete ? { bytes: receiver.finish() } : undefined;
    } catch (error) {
      this.#receiver = undefined;
      throw error;
    }
  }

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
