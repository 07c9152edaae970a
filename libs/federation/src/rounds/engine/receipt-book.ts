import type { Slot } from '../ports.ts';

/** Which contribution filled each slot that has closed, so that a late repetition gets the receipt it got before. */
export class ReceiptBook {
  readonly #rounds = new Map<number, Map<number, ReadonlyMap<string, string>>>();

  /** `filled`: SHA-256 by site. Of rounds of many exchanges the last two are kept: sites never lag behind further. */
  close({ round, exchange }: Slot, filled: ReadonlyMap<string, string>): void {
    const exchanges = this.#rounds.get(round) ?? new Map<number, ReadonlyMap<string, string>>();
    this.#rounds.set(round, exchanges);
    exchanges.set(exchange, filled);
    exchanges.delete(exchange - 2);
  }

  hashOf({ round, exchange }: Slot, site: string): string | undefined {
    return this.#rounds.get(round)?.get(exchange)?.get(site);
  }
}
