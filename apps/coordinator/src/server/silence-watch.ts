/**
 * Looks regularly for agents that say nothing. When this process itself was busy for long, what the agents said in the
 * meantime waits unread: then it looks again later.
 */
export class SilenceWatch {
  readonly #interval: number;
  readonly #now: () => number;
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  /** @param interval milliseconds */
  constructor(interval: number, now: () => number, look: () => void) {
    this.#interval = interval;
    this.#now = now;
    this.#look = look;
  }

  start(): void {
    this.#lastTick = this.#now();
    this.#timer = setInterval(() => this.#tick(), this.#interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    const wasBusy = now - this.#lastTick > 2 * this.#interval;
    this.#lastTick = now;
    if (!wasBusy) this.#look();
  }
}
