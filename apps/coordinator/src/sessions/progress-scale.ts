import type { SlotId } from '#protocol/messages/slot';

/** What broadcast and contribution each weigh, as fractions of the whole. */
const TRANSFER = 0.001;

/**
 * One growing measure, 0 … 1, over the three parts of an assignment, so that a slow transfer counts as advancing. The
 * task's own total is the first that the site names: one that grows with the work would never end.
 */
export class ProgressScale {
  readonly slot: SlotId;
  #total = 0;
  #done = 0;

  constructor(slot: SlotId) {
    this.slot = slot;
  }

  /** @param fraction of the broadcast that is sent, 0 … 1 */
  received(fraction: number): { done: number; total: number } {
    return this.#advance(TRANSFER * fraction);
  }

  /** @param total 0 if unknown */
  computed(done: number, total: number): { done: number; total: number } {
    if (this.#total === 0) this.#total = total;
    const fraction = done / Math.max(1, this.#total);
    return this.#advance(TRANSFER + (1 - 2 * TRANSFER) * Math.min(1, fraction));
  }

  /** @param fraction of the contribution that has arrived, 0 … 1 */
  sent(fraction: number): { done: number; total: number } {
    return this.#advance(1 - TRANSFER + TRANSFER * fraction);
  }

  #advance(done: number): { done: number; total: number } {
    this.#done = Math.max(this.#done, Math.min(done, 1));
    return { done: this.#done, total: 1 };
  }
}
