import type { Passage } from '../proxy/passage.ts';

/** Notes when a study got further last: a hang is when it doesn't although everything is alive. */
export class Watchdog {
  readonly #patience: number;
  #lastAdvance = performance.now();
  readonly #done = new Map<string, string>();

  /** @param patience how long a study may go without getting further, milliseconds */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Anything but a sign of life that repeats the one before. */
  readonly look = ({ direction, site, message }: Passage): void => {
    if (direction === 'up' && message.case === 'progress') {
      const { assignment, done } = message.value;
      const stand = `${assignment?.round}/${assignment?.exchange}/${done}`;
      if (this.#done.get(site) === stand) return;
      this.#done.set(site, stand);
    }
    this.advanced();
  };

  /** Something else got further, or somebody was disturbed: patience begins anew. */
  advanced(): void {
    this.#lastAdvance = performance.now();
  }

  /** Since the study got further, milliseconds. */
  get idleFor(): number {
    return performance.now() - this.#lastAdvance;
  }

  get isHanging(): boolean {
    return this.idleFor > this.#patience;
  }
}
