import type { RoundGate } from '../ports.ts';
import type { Wait } from '../status.ts';

/** Holds the engine back before a round or an exchange opens for as long as the gate is closed. */
export class Passage {
  readonly #gate: RoundGate | undefined;
  readonly #onChange: () => void;
  #interruption = Promise.withResolvers<never>();
  wait: Wait | undefined;

  /** @param onChange told when the engine begins to wait, and when it goes on */
  constructor(gate: RoundGate | undefined, onChange: () => void) {
    this.#gate = gate;
    this.#onChange = onChange;
    this.#interruption.promise.catch(() => undefined);
  }

  get isOpen(): boolean {
    return this.#gate?.closedSince === undefined;
  }

  /** Resolves when the gate is open; rejects with what `fail` is told. */
  async pass(): Promise<void> {
    for (let since = this.#gate?.closedSince; since !== undefined; since = this.#gate?.closedSince) {
      this.wait = waitForResumption(since);
      this.#onChange();
      await Promise.race([this.#gate?.opened(), this.#interruption.promise]).finally(() => (this.wait = undefined));
      this.#onChange();
    }
  }

  fail(error: unknown): void {
    this.#interruption.reject(error);
  }
}

function waitForResumption(since: number): Wait {
  return {
    what: 'somebody to resume the study, which is paused',
    sites: [],
    since,
    until: Infinity,
    ending: 'nothing: only a person can resume or withdraw it',
  };
}
