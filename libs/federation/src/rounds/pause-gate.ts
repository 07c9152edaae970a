import type { RoundGate } from './ports.ts';

/** A gate that somebody opens and closes. */
export class PauseGate implements RoundGate {
  readonly #listeners: (() => void)[] = [];
  #closedSince: number | undefined;
  #opening = Promise.withResolvers<void>();

  get closedSince(): number | undefined {
    return this.#closedSince;
  }

  /** @param since milliseconds since the epoch */
  close(since: number): void {
    if (this.#closedSince !== undefined) return;
    this.#closedSince = since;
    for (const listener of this.#listeners) listener();
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  open(): void {
    this.#closedSince = undefined;
    this.#opening.resolve();
    this.#opening = Promise.withResolvers<void>();
  }

  async opened(): Promise<void> {
    if (this.#closedSince !== undefined) await this.#opening.promise;
  }
}
