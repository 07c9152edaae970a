import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { Contribution, Sum } from '#sums/contribution';
import { smallestCount } from '#sums/smallest-count';
import { decodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { decide } from '../closing-rule.ts';
import type { Receipt, SiteEvents, SiteProgress, Slot, Submission } from '../ports.ts';
import type { RoundEffect, RoundEvent } from '../round-event.ts';
import { filledSites, hashesOf, pendingSites, type RoundState } from '../round-state.ts';
import { isMaterial, transition, type Transition } from '../transition.ts';
import { ClosedSlots } from './closed-slots.ts';
import { interrupted, mismatch, notEnrolled, withCauses } from './engine-errors.ts';
import type { RoundEngineOptions } from './engine-options.ts';
import { Mailbox } from './mailbox.ts';
import type { OpenExchange } from './open-exchange.ts';
import type { Presence } from './presence.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { RoundLog } from './round-log.ts';

type SiteRoundEvent = Exclude<RoundEvent, { type: 'tick' }>;
type ContributedEvent = RoundEvent & { type: 'contributed' };

/** Why a site is told to stop, unless something else is said. */
const LEFT_OUT = 'the exchange has ended without this site';

/** Beside CL-IO-…, what ends an exchange that this coordinator or another goes on with. */
const STOPS: ReadonlySet<ErrorCode> = new Set(['CL-ROUND-006', 'CL-ROUND-007']);

export interface DeskParts {
  readonly options: RoundEngineOptions;
  readonly log: RoundLog;
  readonly ledger: DisclosureLedger;
  readonly presence: Presence;
  readonly receipts: ReceiptBook;
  /** Told after every change, with the moment to look again at the latest. */
  readonly onChange: (wakeBy: number) => void;
}

/**
 * Where an open exchange meets its sites: turns what they send into events of the state machine, in one order, and
 * carries out the effects. A contribution is added, then journaled, then counted, then acknowledged.
 */
export class ExchangeDesk implements SiteEvents {
  readonly #parts: DeskParts;
  readonly #mailbox = new Mailbox();
  readonly #closed: ClosedSlots;
  #open: OpenExchange | undefined;
  #lastState: RoundState | undefined;
  /** What sites reported in the open exchange. */
  #causes: CohortloomError[] = [];
  /** The slot that ended last by the coordinator's own failure. */
  #broken: (Slot & { readonly error: unknown }) | undefined;
  #nextOpening = Promise.withResolvers<void>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#closed = new ClosedSlots(parts.options.study, parts.receipts, parts.log);
    this.#nextOpening.promise.catch(() => undefined);
  }

  /** The open exchange's state, or that of the one that ended last. */
  get state(): RoundState | undefined {
    return this.#open?.state ?? this.#lastState;
  }

  /** Opens an exchange and resolves with its sum when it has closed. */
  async hold(open: OpenExchange): Promise<Sum> {
    this.#open = open;
    this.#causes = [];
    this.#nextOpening.resolve();
    this.#nextOpening = Promise.withResolvers<void>();
    this.#nextOpening.promise.catch(() => undefined);
    for (const site of pendingSites(open.state)) this.#assign(open, site);
    this.tick();
    return open.sum();
  }

  tick(): void {
    this.#post({ type: 'tick', at: this.#now() });
  }

  /** Ends the open exchange at once, and the wait of those who are early; what was acknowledged stays in the journal. */
  interrupt(error: unknown): void {
    this.#nextOpening.reject(error);
    if (this.#open !== undefined) this.#abandon(this.#open, error);
  }

  siteConnected(site: string): void {
    this.#requireEnrolled(site);
    this.#parts.presence.connect(site, this.#now());
    this.#post({ type: 'site-returned', site, at: this.#now() });
  }

  siteDisconnected(site: string): void {
    this.#parts.presence.disconnect(site, this.#now());
    this.#post({ type: 'site-left', site, at: this.#now() });
  }

  progress(site: string, { done, total, ...slot }: SiteProgress): void {
    if (this.#isOpen(slot)) this.#post({ type: 'progress', site, done, total, at: this.#now() });
  }

  siteFailed(site: string, slot: Slot, error: CohortloomError): void {
    if (!this.#isOpen(slot)) return;
    this.#causes.push(error);
    this.#post({ type: 'site-failed', site, code: error.code, what: error.what, at: this.#now() });
  }

  storageFailed(error: CohortloomError): void {
    if (this.#open !== undefined) this.#abandon(this.#open, error, `the coordinator has failed: ${error.message}`);
  }

  async submit(site: string, submission: Submission): Promise<Receipt> {
    this.#requireEnrolled(site);
    await this.#untilReopened(submission);
    const { bytes, sha256, verified } = submission;
    if (bytes !== undefined && !verified && sha256Hex(bytes) !== sha256) throw mismatch(site, submission);
    // Outside the mailbox, so that several sites' contributions are stored at the same time.
    const open = this.#open;
    const isStored = bytes !== undefined && open !== undefined && this.#awaitsDurably(site, submission);
    if (isStored) await this.#keeping(open, () => this.#parts.options.blobs.put(bytes));
    return this.#mailbox.run(() => this.#receive(site, submission, isStored));
  }

  async #receive(site: string, submission: Submission, isStored: boolean): Promise<Receipt> {
    const open = this.#open;
    if (open === undefined || !this.#isOpen(submission)) return this.#answerLate(site, submission);
    const { blobs } = this.#parts.options;
    const bytes = submission.bytes ?? (await this.#keeping(open, () => blobs.get(submission.sha256)));
    const isKept = isStored || submission.bytes === undefined;
    if (!isKept && this.#awaitsDurably(site, submission)) await this.#keeping(open, () => blobs.put(bytes));
    const contribution = await this.#decode(open, site, bytes);
    // The coordinator may have failed while the store was asked.
    if (open !== this.#open) return this.#answerLate(site, submission);
    const event: ContributedEvent = {
      type: 'contributed',
      at: this.#now(),
      site,
      sha256: submission.sha256,
      bytes: bytes.length,
      rowCount: contribution.rowCount,
    };
    const next = transition(open.state, event);
    const receipt = receiptIn(next.effects);
    if (next.effects.some(({ type }) => type === 'count')) await this.#count(open, event, contribution);
    this.#commit(open, next);
    return receipt;
  }

  async #decode(open: OpenExchange, site: string, bytes: Uint8Array): Promise<Contribution> {
    try {
      return decodeContribution(bytes, site);
    } catch (error) {
      await this.#refuse(open, site, CohortloomError.from(error));
      throw error;
    }
  }

  /** Adds the contribution and makes it durable. Throws when it doesn't fit or can't be kept: then it isn't counted. */
  async #count(open: OpenExchange, event: ContributedEvent, contribution: Contribution): Promise<void> {
    const { type: _, at: __, ...filled } = event;
    try {
      open.add(event.site, contribution);
    } catch (error) {
      await this.#refuse(open, event.site, CohortloomError.from(error));
      throw error;
    }
    if (open.isDurable) {
      await this.#keeping(open, () => this.#parts.log.contributed({ round: open.round, ...filled }));
    }
    const { kind, task, layout } = open.request;
    const least = smallestCount(contribution);
    this.#parts.ledger.record({ round: open.round, kind, task, layout, ...filled, smallestCount: least });
  }

  /** What the coordinator itself can't store or read ends the exchange: no site is to blame for it. */
  async #keeping<Kept>(open: OpenExchange, action: () => Promise<Kept>): Promise<Kept> {
    try {
      return await action();
    } catch (error) {
      this.#abandon(open, error, `the coordinator has failed: ${CohortloomError.from(error).message}`);
      throw error;
    }
  }

  /** A contribution that can't be used is the site's failure; a sum out of range, or a defect, is the round's. */
  async #refuse(open: OpenExchange, site: string, error: CohortloomError): Promise<void> {
    if (error.code === 'CL-ROUND-002' || error.code === 'CL-NET-003') {
      await this.#apply(open, { type: 'site-failed', site, code: error.code, what: error.what, at: this.#now() });
    } else this.#abandon(open, error);
  }

  /**
   * A newcomer to a closed slot isn't counted, but has been heard of. One that the coordinator's own failure has ended will
   * be open again: nobody is told that it is too late for it.
   */
  async #answerLate(site: string, submission: Submission): Promise<Receipt> {
    const receipt = await this.#closed.answer(site, submission, this.#latestRound);
    if (receipt.counted) return receipt;
    const broken = this.#broken;
    if (broken?.round === submission.round && broken.exchange === submission.exchange) throw broken.error;
    await this.#hearOf(site);
    return receipt;
  }

  async #hearOf(site: string): Promise<void> {
    this.#parts.presence.silent.delete(site);
    const member = this.#open?.state.members.get(site);
    if (this.#open === undefined || member === undefined || member.awaited) return;
    await this.#apply(this.#open, { type: 'site-returned', site, at: this.#now() });
  }

  #post(event: RoundEvent): void {
    const open = this.#open;
    if (open === undefined) {
      this.#parts.onChange(Infinity);
      return;
    }
    this.#mailbox.run(() => this.#apply(open, event)).catch((error: unknown) => this.#abandon(open, error));
  }

  async #apply(open: OpenExchange, event: RoundEvent): Promise<void> {
    if (open !== this.#open) return;
    if (event.type !== 'tick' && open.state.members.has(event.site)) await this.#note(open, event);
    this.#commit(open, transition(open.state, event));
  }

  async #note(open: OpenExchange, event: SiteRoundEvent): Promise<void> {
    if (event.type === 'progress') return;
    const changesRound = open.isDurable && isMaterial(open.state, event);
    await this.#keeping(open, () => this.#parts.log.siteEvent(open, event, changesRound));
  }

  #commit(open: OpenExchange, { state, effects }: Transition): void {
    if (open !== this.#open) return;
    open.state = state;
    for (const effect of effects) this.#perform(open, effect);
    const decision = state.phase === 'open' ? decide(state, this.#now()) : undefined;
    this.#parts.onChange(decision?.type === 'wait' ? decision.until : Infinity);
  }

  #perform(open: OpenExchange, effect: RoundEffect): void {
    switch (effect.type) {
      case 'assign':
        return this.#assign(open, effect.site);
      case 'cancel':
        return this.#cancel(open, effect.site);
      case 'closed':
        this.#retire(open);
        return open.close();
      case 'failed':
        this.#retire(open);
        return open.fail(this.#causes.length > 0 ? withCauses(effect.error, this.#causes) : effect.error);
    }
  }

  #abandon(open: OpenExchange, error: unknown, reason = LEFT_OUT): void {
    if (open !== this.#open) return;
    // Whoever leads now asks for the same: what sites have of it stays good.
    const isTakenOver = CohortloomError.from(error).code === 'CL-ROUND-007';
    if (!isTakenOver) for (const site of pendingSites(open.state)) this.#cancel(open, site, reason);
    open.state = { ...open.state, phase: 'failed' };
    this.#retire(open);
    const { code } = CohortloomError.from(error);
    const isOurs = code.startsWith('CL-IO-') || STOPS.has(code);
    this.#broken = isOurs ? { round: open.round, exchange: open.exchange, error } : undefined;
    open.fail(error);
    this.#parts.onChange(Infinity);
  }

  #retire(open: OpenExchange): void {
    this.#parts.receipts.close(open.state.spec, hashesOf(open.state));
    this.#parts.presence.settle(filledSites(open.state), pendingSites(open.state));
    this.#lastState = open.state;
    this.#open = undefined;
  }

  #assign(open: OpenExchange, site: string): void {
    const { transport, studySeed } = this.#parts.options;
    if (this.#parts.presence.connected.has(site)) transport.assign(site, open.assignmentFor(site, studySeed));
  }

  #cancel({ round, exchange }: OpenExchange, site: string, reason = LEFT_OUT): void {
    this.#parts.options.transport.cancel(site, { round, exchange }, reason);
  }

  /** After a restart a site may be faster than the study: its contribution waits until the round is open again. */
  async #untilReopened(slot: Slot): Promise<void> {
    while (await this.#closed.willReopen(slot, this.#latestRound)) {
      if (this.#parts.options.signal?.aborted) throw interrupted(this.#parts.options.study, slot.round);
      await this.#nextOpening.promise;
    }
  }

  get #latestRound(): number {
    return this.state?.spec.round ?? -1;
  }

  #awaitsDurably(site: string, slot: Slot): boolean {
    const open = this.#open;
    return open !== undefined && open.isDurable && this.#isOpen(slot) && !open.state.members.get(site)?.filled;
  }

  #isOpen({ round, exchange }: Slot): boolean {
    return this.#open?.round === round && this.#open.exchange === exchange;
  }

  #requireEnrolled(site: string): void {
    const { study, sites } = this.#parts.options;
    if (!sites.includes(site)) throw notEnrolled(study, site);
  }

  #now(): number {
    return this.#parts.options.clock.now();
  }
}

function receiptIn(effects: readonly RoundEffect[]): Receipt {
  for (const effect of effects) {
    if (effect.type === 'refuse') throw effect.error;
    if (effect.type === 'receipt') return effect.receipt;
  }
  throw CohortloomError.from(new Error('a contribution without an answer'));
}
