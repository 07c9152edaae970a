import type { RoundEngine } from '#federation/rounds/engine/round-engine';

/** How long a wait lasts before it is worth a line in the log, milliseconds. */
const WORTH_SAYING = 5_000;

/** Logs what the coordinator waits for, since when, and what will end it: once for each wait. */
export class WaitReporter {
  readonly #engine: RoundEngine;
  readonly #log: (words: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #said = '';

  constructor(engine: RoundEngine, log: (words: string) => void) {
    this.#engine = engine;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), WORTH_SAYING).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { wait } = this.#engine.status();
    if (wait === undefined) return;
    const words = `Waiting for ${wait.what} since ${clockTime(wait.since)}.`;
    if (words === this.#said) return;
    this.#said = words;
    const limit = Number.isFinite(wait.until)
      ? ` If nothing happens until ${clockTime(wait.until)}: ${wait.ending}.`
      : '';
    this.#log(words + limit);
  }
}

function clockTime(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
