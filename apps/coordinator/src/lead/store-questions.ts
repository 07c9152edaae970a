import { CohortloomError } from '#errors/cohortloom-error';
import type { Clock } from '#federation/rounds/ports';

/** How long the store may take to answer before that is worth a line in the log, milliseconds. */
const SLOW = 5_000;
/** After which a wait that goes on is told of again, milliseconds. */
const AGAIN = 60_000;

/** Asks a store that may be away for a while, as a database is that elects a primary, and says what is waited for. */
export class StoreQuestions {
  readonly #clock: Clock;
  readonly #what: string;
  readonly #log: (words: string) => void;
  /** Since when there has been no answer. */
  #since: number | undefined;
  #told: { readonly why: string; readonly at: number } | undefined;

  /** @param what is asked, as in "to say who leads the study" */
  constructor(what: string, clock: Clock, log: (words: string) => void) {
    this.#what = what;
    this.#clock = clock;
    this.#log = log;
  }

  /** The answer; undefined when the store isn't available (CL-IO-006), so that it is to be asked again. */
  async ask<T>(question: () => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    this.#since ??= this.#clock.now();
    const cancel = this.#clock.after(SLOW, () => this.#sayThatItIsSlow());
    try {
      const answer = await question();
      this.#isAnswered();
      return { answer };
    } catch (reason) {
      const { code, what } = CohortloomError.from(reason);
      if (code !== 'CL-IO-006') throw reason;
      this.#tell(`${code}: ${what}`);
      return undefined;
    } finally {
      cancel();
    }
  }

  #sayThatItIsSlow(): void {
    if (this.#told === undefined) this.#tell("It hasn't answered yet.");
  }

  #tell(why: string): void {
    const at = this.#clock.now();
    if (this.#told?.why === why && at - this.#told.at < AGAIN) return;
    this.#told = { why, at };
    const since = new Date(this.#since ?? at).toISOString().slice(0, 19);
    this.#log(`Waiting since ${since}Z for the store ${this.#what}. ${why}`);
  }

  #isAnswered(): void {
    if (this.#told !== undefined) this.#log('The store answers again.');
    this.#told = undefined;
    this.#since = undefined;
  }
}
