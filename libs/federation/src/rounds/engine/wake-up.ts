import type { Clock } from '../ports.ts';

/** One timer that calls back at the earliest moment asked for. Waking too early is harmless: the callback looks again. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #action: () => void;
  #due = Infinity;
  #cancel: () => void = () => {};

  constructor(clock: Clock, action: () => void) {
    this.#clock = clock;
    this.#action = action;
  }

  by(due: number): void {
    if (due >= this.#due) return;
    this.stop();
    this.#due = due;
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      this.#due = Infinity;
      this.#action();
    });
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
    this.#due = Infinity;
  }
}
