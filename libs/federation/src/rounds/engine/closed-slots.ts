import type { Receipt, Slot, Submission } from '../ports.ts';
import { filledByAnother } from '../round-errors.ts';
import { neverOpened } from './engine-errors.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { RoundLog } from './round-log.ts';

/** Answers submissions to slots that aren't open: any more, or yet. */
export class ClosedSlots {
  readonly #study: string;
  readonly #receipts: ReceiptBook;
  readonly #log: RoundLog;

  constructor(study: string, receipts: ReceiptBook, log: RoundLog) {
    this.#study = study;
    this.#receipts = receipts;
    this.#log = log;
  }

  /**
   * A repetition gets the receipt it got before; what comes too late isn't counted.
   * @param latest number of the latest round that this engine has opened, −1 for none
   * @throws CL-ROUND-003 when the slot was filled by another, CL-ROUND-002 for a round that was never opened
   */
  async answer(site: string, submission: Submission, latest: number): Promise<Receipt> {
    const { round, exchange, sha256 } = submission;
    const held = this.#receipts.hashOf(submission, site);
    if (held !== undefined && held !== sha256) throw filledByAnother({ study: this.#study, round }, site);
    const isKnown = held !== undefined || round <= latest || (await this.#log.history()).has(round);
    if (!isKnown) throw neverOpened(site, submission);
    return { study: this.#study, round, exchange, site, sha256, counted: held !== undefined };
  }

  /** Whether the journal has the round open and this engine, just restarted, hasn't got to it. */
  async willReopen({ round }: Slot, latest: number): Promise<boolean> {
    if (round <= latest) return false;
    return (await this.#log.history()).get(round)?.state.phase === 'open';
  }
}
