import type { Passage } from '../proxy/passage.ts';

/** How long a study may be busy without a word, on a machine that is busy too, milliseconds. */
const ASK_AFTER = 15_000;

/** Notes when a study got further last: a hang is when it doesn't although everything is alive. */
export class Watchdog {
  readonly #patience: number;
  #lastAdvance = performance.now();
  #isAsked = false;
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
    this.#isAsked = false;
  }

  /** Since the study got further, milliseconds. */
  get idleFor(): number {
    return performance.now() - this.#lastAdvance;
  }

  /** True once in each wait, when it has lasted so long that its reason must be known. */
  get isDue(): boolean {
    if (this.#isAsked || this.idleFor < ASK_AFTER) return false;
    this.#isAsked = true;
    return true;
  }

  get isHanging(): boolean {
    return this.idleFor > this.#patience;
  }
}
