import { toHex } from '#protocol/messages/hex';
import type { Passage } from '../proxy/passage.ts';
import type { Violation } from './violation.ts';

/** A contribution that the coordinator has acknowledged. */
export interface Acknowledged {
  readonly round: number;
  readonly exchange: number;
  readonly site: string;
  readonly sha256: string;
}

/** Every receipt that left a coordinator, and every contribution that a site offered. */
export class ReceiptBook {
  readonly #acknowledged = new Map<string, Acknowledged>();
  readonly #offered = new Map<string, Set<string>>();
  readonly violations: Violation[] = [];
  /** Receipts, repetitions included. */
  count = 0;

  readonly look = ({ direction, site, message }: Passage): void => {
    if (direction === 'up' && message.case === 'offer') this.#offeredOf(site).add(toHex(message.value.sha256));
    if (direction !== 'down' || message.case !== 'receipt') return;
    this.count++;
    const { assignment, sha256, counted } = message.value;
    const { round = 0, exchange = 0 } = assignment ?? {};
    this.#take({ round, exchange, site, sha256: toHex(sha256) }, counted);
  };

  get acknowledged(): readonly Acknowledged[] {
    return [...this.#acknowledged.values()];
  }

  /** SHA-256 of what a site offered. */
  offeredBy(site: string): ReadonlySet<string> {
    return this.#offeredOf(site);
  }

  #offeredOf(site: string): Set<string> {
    const offered = this.#offered.get(site) ?? new Set<string>();
    this.#offered.set(site, offered);
    return offered;
  }

  #take(receipt: Acknowledged, counted: boolean): void {
    const key = `${receipt.round}/${receipt.exchange}/${receipt.site}`;
    const before = this.#acknowledged.get(key);
    if (before !== undefined && before.sha256 !== receipt.sha256) {
      this.#note(`${key} was acknowledged as ${before.sha256} and as ${receipt.sha256}`);
    } else if (!counted) {
      const words =
        before === undefined ? 'although all members must contribute' : 'although it had been counted before';
      this.#note(`${key} got a receipt that says it isn't counted, ${words}`);
    } else this.#acknowledged.set(key, receipt);
  }

  #note(found: string): void {
    this.violations.push({ invariant: 'the same contribution always gets the same receipt', found });
  }
}
