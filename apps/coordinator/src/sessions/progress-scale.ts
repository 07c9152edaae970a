import type { SlotId } from '#protocol/messages/slot';

/**
 * One growing measure over the three parts of an assignment, so that a slow transfer counts as advancing: the broadcast
 * and the contribution each weigh a thousandth of one unit of the task's own.
 */
export class ProgressScale {
  readonly slot: SlotId;
  #total = 1;
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
    this.#total = Math.max(1, total, this.#total);
    return this.#advance(TRANSFER + (1 - 2 * TRANSFER) * Math.min(done, this.#total));
  }

  /** @param fraction of the contribution that has arrived, 0 … 1 */
  sent(fraction: number): { done: number; total: number } {
    return this.#advance(TRANSFER + (1 - 2 * TRANSFER) * this.#total + TRANSFER * fraction);
  }

  #advance(done: number): { done: number; total: number } {
    this.#done = Math.max(this.#done, Math.min(done, this.#total));
    return { done: this.#done, total: this.#total };
  }
}

const TRANSFER = 0.001;
