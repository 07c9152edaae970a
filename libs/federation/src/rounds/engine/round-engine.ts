import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { Sum } from '#sums/contribution';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { Receipt, SiteEvents, SiteProgress, Slot, Submission } from '../ports.ts';
import type { CheckpointRecord, ParticipantRecord, RoundHistory } from '../round-history.ts';
import type { RoundState } from '../round-state.ts';
import { hasManyExchanges, type RoundOutcome, type RoundRequest, type RoundRunner } from '../round.ts';
import type { RoundStatus } from '../status.ts';
import { alreadyRunning, asksForSomethingElse, interrupted } from './engine-errors.ts';
import type { RoundEngineOptions } from './engine-options.ts';
import { ExchangeDesk } from './exchange-desk.ts';
import { OpenExchange } from './open-exchange.ts';
import { Passage } from './passage.ts';
import { Presence } from './presence.ts';
import { ReceiptBook } from './receipt-book.ts';
import { asksTheSame, RoundMemory } from './round-memory.ts';
import { RoundLog } from './round-log.ts';
import { RoundOpener } from './round-opener.ts';
import { statusOf } from './round-status.ts';
import { WakeUp } from './wake-up.ts';

/** A round that ends with these has not failed: somebody stopped it, or it was never the one asked for. */
const NO_FAILURES: ReadonlySet<ErrorCode> = new Set(['CL-ROUND-006', 'CL-ROUND-007', 'CL-ROUND-008', 'CL-CONF-001']);

/**
 * Runs the rounds of one study: everything but the way to the sites, which is a `SiteTransport`. A round waits for
 * sites, opens with those that are there, and closes by the rule of `closing-rule.ts`. Rounds of one exchange are
 * durable contribution by contribution, rounds of many exchanges as a whole.
 */
export class RoundEngine implements RoundRunner, SiteEvents {
  readonly #options: RoundEngineOptions;
  readonly #log: RoundLog;
  readonly #ledger: DisclosureLedger;
  readonly #presence: Presence;
  readonly #memory: RoundMemory;
  readonly #desk: ExchangeDesk;
  readonly #wakeUp: WakeUp;
  readonly #passage: Passage;
  readonly #opener: RoundOpener;
  #round: number;
  /** The round in which the present series began. */
  #series: number;
  #running = false;

  constructor(options: RoundEngineOptions) {
    this.#options = options;
    this.#round = options.firstRound ?? 0;
    this.#series = this.#round;
    this.#log = new RoundLog(options.journal, options.study, options.clock);
    this.#ledger = options.ledger ?? new DisclosureLedger();
    this.#presence = new Presence(options.sites);
    this.#wakeUp = new WakeUp(options.clock, () => this.#look());
    this.#passage = new Passage(options.gate, () => this.#onChange(Infinity));
    const receipts = new ReceiptBook();
    const { study, blobs, mayDelete, onDamage } = options;
    this.#memory = new RoundMemory(
      { study, log: this.#log, blobs, mayDelete, ledger: this.#ledger, receipts, onDamage },
      this.#round,
    );
    this.#desk = new ExchangeDesk({
      options,
      log: this.#log,
      ledger: this.#ledger,
      presence: this.#presence,
      receipts,
      onChange: (wakeBy) => this.#onChange(wakeBy),
    });
    this.#opener = new RoundOpener({
      options,
      log: this.#log,
      presence: this.#presence,
      passage: this.#passage,
      wakeUp: this.#wakeUp,
      requireUninterrupted: () => this.#requireUninterrupted(),
      onChange: () => this.#onChange(Infinity),
    });
    options.gate?.onClose(() => this.#onChange(Infinity));
    options.signal?.addEventListener('abort', () => this.#interrupt(), { once: true });
  }

  /**
   * Runs one round. A round that the journal already has is taken up where it was; one that has closed is summed up
   * again from what is stored, without the sites.
   * @throws CL-ROUND-001 quorum not reached, CL-ROUND-004 sum out of range, CL-ROUND-005 too many sites failed,
   * CL-ROUND-006 interrupted, CL-CONF-001 when the journal's round asked for something else. After a failure the next
   * call takes up the same round, unless the request spares it.
   */
  async run(request: RoundRequest): Promise<RoundOutcome> {
    if (this.#running) throw alreadyRunning(this.#round);
    this.#running = true;
    try {
      const outcome = await this.#runRound(request);
      this.#round++;
      return outcome;
    } catch (error) {
      this.#desk.interrupt(error);
      await this.#endFailed(request, CohortloomError.from(error));
      throw error;
    } finally {
      this.#running = false;
      this.#wakeUp.stop();
    }
  }

  /** @throws CL-CONF-001 when the journal's series asked for something else, CL-IO-001 or CL-IO-004 checkpoint unreadable */
  async resume(first: RoundRequest): Promise<Uint8Array | undefined> {
    this.#series = this.#round;
    const resumption = await this.#memory.resume(this.#round, first);
    if (resumption === undefined) return undefined;
    this.#round = resumption.round;
    return resumption.state;
  }

  siteConnected(site: string): void {
    this.#desk.siteConnected(site);
  }

  siteDisconnected(site: string): void {
    this.#desk.siteDisconnected(site);
  }

  progress(site: string, progress: SiteProgress): void {
    this.#desk.progress(site, progress);
  }

  siteFailed(site: string, slot: Slot, error: CohortloomError): void {
    this.#desk.siteFailed(site, slot, error);
  }

  storageFailed(error: CohortloomError): void {
    this.#desk.storageFailed(error);
  }

  async submit(site: string, submission: Submission): Promise<Receipt> {
    await this.#memory.recall();
    return this.#desk.submit(site, submission);
  }

  /** Where the engine stands and what it waits for. */
  status(): RoundStatus {
    return statusOf({
      now: this.#options.clock.now(),
      sites: this.#options.sites,
      presence: this.#presence,
      round: this.#round,
      gathering: this.#opener.wait,
      pause: this.#passage.wait,
      state: this.#desk.state,
    });
  }

  /** The open round (or the one that ended last) as the state machine has it. */
  get state(): RoundState | undefined {
    return this.#desk.state;
  }

  async #runRound(request: RoundRequest): Promise<RoundOutcome> {
    this.#requireUninterrupted();
    await this.#passage.pass();
    const history = (await this.#memory.recall()).get(this.#round);
    this.#ledger.forget(this.#round);
    if (history === undefined) return this.#runExchanges(await this.#opener.open(this.#round, request), request);
    if (!asksTheSame(history, request)) throw asksForSomethingElse(this.#options.study, this.#round);
    this.#memory.repeatFailure(history);
    if (history.participants === undefined) return this.#runExchanges(await this.#opener.reopen(history), request);
    if (hasManyExchanges(request)) return this.#runExchanges(this.#opener.openAgain(history), request);
    return this.#recount(history, history.participants, request);
  }

  async #recount(history: RoundHistory, participants: readonly ParticipantRecord[], request: RoundRequest) {
    const outcome = await this.#memory.recount(history, participants, request);
    if (outcome === undefined) return this.#runExchanges(this.#opener.openFor(history, participants), request);
    await request.next?.(outcome.sum, 0);
    return outcome;
  }

  async #runExchanges(opening: RoundState, request: RoundRequest): Promise<RoundOutcome> {
    const { length: sites } = this.#options.sites;
    let open = await this.#memory.restore(OpenExchange.first(opening, request, sites));
    for (;;) {
      const sum = await this.#desk.hold(open);
      const broadcast = await request.next?.(sum, open.exchange);
      if (broadcast === undefined) return this.#close(open, sum);
      this.#requireUninterrupted();
      if (!this.#passage.isOpen) await this.#passage.pass();
      open = open.following(this.#opener.nextExchange(open.state), broadcast);
    }
  }

  async #close(open: OpenExchange, sum: Sum): Promise<RoundOutcome> {
    const participants = this.#memory.participantsOf(open.round);
    const checkpoint = await this.#checkpoint(open.request);
    const isFirstClosing = await this.#log.closed({
      round: open.round,
      exchanges: open.exchange + 1,
      ...(checkpoint !== undefined && { checkpoint }),
      participants,
    });
    await this.#memory.settle(open, isFirstClosing ? checkpoint : undefined);
    return { round: open.round, sum, participants };
  }

  async #checkpoint({ checkpoint }: RoundRequest): Promise<CheckpointRecord | undefined> {
    if (checkpoint === undefined || !this.#options.blobs.isDurable) return undefined;
    return this.#memory.store(checkpoint(), this.#series);
  }

  /** A round that never opened has nothing to be given up. */
  async #endFailed(request: RoundRequest, error: CohortloomError): Promise<void> {
    this.#memory.refresh();
    const isSpared = request.isSpared?.(error) === true && (await this.#log.history()).has(this.#round);
    return isSpared ? this.#giveUp(request, error) : this.#noteFailure(error);
  }

  async #giveUp(request: RoundRequest, { code, what, todo }: CohortloomError): Promise<void> {
    const participants = this.#memory.participantsOf(this.#round);
    const isFirst = await this.#log.givenUp({ round: this.#round, code, what, todo, participants });
    // Later rounds may have the same bytes, and need them.
    if (isFirst && !hasManyExchanges(request)) await this.#memory.release(participants);
    this.#round++;
  }

  async #noteFailure({ code, what }: CohortloomError): Promise<void> {
    if (NO_FAILURES.has(code)) return;
    await this.#log.failed({ round: this.#round, code, what }).catch(() => undefined);
  }

  #interrupt(): void {
    const error = this.#interruption();
    this.#passage.fail(error);
    this.#opener.fail(error);
    this.#desk.interrupt(error);
  }

  #requireUninterrupted(): void {
    if (this.#options.signal?.aborted) throw this.#interruption();
  }

  #interruption(): CohortloomError {
    const { signal, study } = this.#options;
    return signal?.reason instanceof CohortloomError ? signal.reason : interrupted(study, this.#round);
  }

  #look(): void {
    this.#opener.look();
    this.#desk.tick();
  }

  #onChange(wakeBy: number): void {
    this.#opener.look();
    this.#wakeUp.by(wakeBy);
    this.#options.onStatus?.(this.status());
  }
}
