import type { Clock } from '#federation/rounds/ports';
import type { RoundStatus } from '#federation/rounds/status';
import type { StoredWait } from './study-document.ts';
import type { StudyNote } from './study-life.ts';

/** The least time between two notes, milliseconds. */
const NOTE_INTERVAL = 1_000;

/** Tells the store how a study stands, when that has changed and not too often: signs of life alone are no news. */
export class NoteTaker {
  readonly #clock: Clock;
  readonly #write: (note: StudyNote) => Promise<void>;
  #note: StudyNote = {};
  #written = '';
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(clock: Clock, write: (note: StudyNote) => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  status({ phase, round, exchange, sites, wait }: RoundStatus): void {
    this.#note = {
      ...this.#note,
      round: { phase, round, exchange },
      connected: sites.filter(({ connected }) => connected).map(({ site }) => site),
      wait:
        wait && this.#sinceItBegan({ what: wait.what, sites: [...wait.sites], since: wait.since, ending: wait.ending }),
    };
    this.#writeSoon();
  }

  progress(done: number, total: number): void {
    this.#note = { ...this.#note, progress: { done, total } };
    this.#writeSoon();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** The engine counts from the last time anyone got further; a reader wants to know when the wait began. */
  #sinceItBegan(wait: StoredWait): StoredWait {
    const before = this.#note.wait;
    return before?.what === wait.what ? before : wait;
  }

  #writeSoon(): void {
    if (this.#cancel !== undefined || this.#isStopped || JSON.stringify(this.#note) === this.#written) return;
    this.#cancel = this.#clock.after(this.#written === '' ? 0 : NOTE_INTERVAL, () => void this.#writeNow());
  }

  async #writeNow(): Promise<void> {
    this.#written = JSON.stringify(this.#note);
    await this.#write(this.#note);
    this.#cancel = undefined;
    this.#writeSoon();
  }
}
