import type { RandomStream } from '#random/random-stream';

/** Pauses between dials: doubling from `initial` to `max` milliseconds, each ±20 %, so that agents don't dial in step. */
export class Backoff {
  readonly #initial: number;
  readonly #max: number;
  readonly #random: RandomStream;
  #next: number;

  constructor(initial: number, max: number, random: RandomStream) {
    this.#initial = initial;
    this.#max = max;
    this.#random = random;
    this.#next = initial;
  }

  /** The next pause, milliseconds. */
  next(): number {
    const pause = Math.min(this.#next, this.#max);
    this.#next = 2 * pause;
    return pause * (0.8 + 0.4 * this.#random.uniform());
  }

  /** To be called when a dial succeeded. */
  reset(): void {
    this.#next = this.#initial;
  }
}
