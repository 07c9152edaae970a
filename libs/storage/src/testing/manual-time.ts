import type { StoreClock } from '../ports/store-clock.ts';

/** A clock that a test moves. */
export class ManualTime implements StoreClock {
  #now = 1_700_000_000_000;

  now(): number {
    return this.#now;
  }

  elapse(ms: number): void {
    this.#now += ms;
  }
}
