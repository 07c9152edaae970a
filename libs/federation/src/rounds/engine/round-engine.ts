import { CohortloomError } from '#errors/cohortloom-error';
import type { Sum } from '#sums/contribution';
import { sha256Hex } from '#sums/sha256';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { Receipt, SiteEvents, SiteProgress, Slot, Submission } from '../ports.ts';
import type { RoundHistory } from '../round-history.ts';
import { openRound, reopenRound, type RoundSpec, type RoundState } from '../round-state.ts';
import type { RoundOutcome, RoundRequest, RoundRunner } from '../round.ts';
import type { RoundStatus } from '../status.ts';
import { alreadyRunning, asksForSomethingElse, interrupted } from './engine-errors.ts';
import type { RoundEngineOptions } from './engine-options.ts';
import { ExchangeDesk } from './exchange-desk.ts';
import { Gatherer } from './gatherer.ts';
import { OpenExchange } from './open-exchange.ts';
import { Presence } from './presence.ts';
import { ReceiptBook } from './receipt-book.ts';
import { asksTheSame, RoundMemory } from './round-memory.ts';
import { RoundLog } from './round-log.ts';
import { statusOf } from './round-status.ts';
import { WakeUp } from './wake-up.ts';

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
  #gatherer: Gatherer | undefined;
  #round: number;
  #running = false;

  constructor(options: RoundEngineOptions) {
    this.#options = options;
    this.#round = options.firstRound ?? 0;
    this.#log = new RoundLog(options.journal, options.study, options.clock);
    this.#ledger = options.ledger ?? new DisclosureLedger();
    this.#presence = new Presence(options.sites);
    this.#wakeUp = new WakeUp(options.clock, () => this.#look());
    const receipts = new ReceiptBook();
    const { blobs } = options;
    this.#memory = new RoundMemory({ log: this.#log, blobs, ledger: this.#ledger, receipts }, this.#round);
    this.#desk = new ExchangeDesk({
      options,
      log: this.#log,
      ledger: this.#ledger,
      presence: this.#presence,
      receipts,
      onChange: (wakeBy) => this.#onChange(wakeBy),
    });
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
      gathering: this.#gatherer?.wait,
      state: this.#desk.state,
    });
  }

  /** The open round (or the one that ended last) as the state machine has it. */
  get state(): RoundState | undefined {
    return this.#desk.state;
  }

  async #runRound(request: RoundRequest): Promise<RoundOutcome> {
    this.#requireUninterrupted();
    const history = (await this.#memory.recall()).get(this.#round);
    this.#ledger.forget(this.#round);
    if (history === undefined) return this.#runExchanges(await this.#open(request), request);
    if (!asksTheSame(history, request)) throw asksForSomethingElse(this.#options.study, this.#round);
    this.#memory.repeatFailure(history);
    if (history.participants === undefined) return this.#runExchanges(await this.#reopen(history), request);
    if (request.next === undefined) return this.#memory.recount(history, history.participants, request);
    return this.#runExchanges(this.#openAgain(history), request);
  }

  async #runExchanges(opening: RoundState, request: RoundRequest): Promise<RoundOutcome> {
    const { length: sites } = this.#options.sites;
    let open = await this.#memory.restore(new OpenExchange(opening, request, request.broadcast, sites));
    for (;;) {
      const sum = await this.#desk.hold(open);
      const broadcast = await request.next?.(sum, open.exchange);
      if (broadcast === undefined) return this.#close(open, sum);
      this.#requireUninterrupted();
      open = new OpenExchange(this.#nextExchange(open.state), request, broadcast, sites);
    }
  }

  async #open(request: RoundRequest): Promise<RoundState> {
    const members = await this.#gather();
    const { study, policy } = this.#options;
    const { kind, task, broadcast, layout, next } = request;
    await this.#log.opened({
      round: this.#round,
      study,
      kind,
      task,
      members: [...members],
      policy,
      broadcastSha256: sha256Hex(broadcast),
      manyExchanges: next !== undefined,
      layout: [...layout].map(([name, vector]) => ({ name, ...vector })),
    });
    return this.#opened({ study, round: this.#round, exchange: 0, kind, task, members, policy });
  }

  /** Takes up a round that a crash or a failure had ended: same members, and after a failure whoever is there now. */
  async #reopen({ state, opened }: RoundHistory): Promise<RoundState> {
    const { policy } = this.#options;
    const joining = state.phase === 'failed' ? [...this.#presence.connected] : [];
    const members = [...new Set([...state.spec.members, ...joining])];
    const connected = members.filter((site) => this.#presence.connected.has(site));
    await this.#log.reopened({ round: this.#round, members, connected, policy });
    if (opened.manyExchanges) return this.#opened({ ...state.spec, members, policy });
    return reopenRound(state, { at: this.#options.clock.now(), connected: new Set(connected), members, policy });
  }

  /** A round of many exchanges that had closed: its sums aren't kept, so it is repeated with the same members. */
  #openAgain({ state }: RoundHistory): RoundState {
    return this.#opened({ ...state.spec, policy: this.#options.policy });
  }

  #nextExchange({ spec }: RoundState): RoundState {
    return this.#opened({ ...spec, exchange: spec.exchange + 1 });
  }

  #opened(spec: RoundSpec): RoundState {
    const { connected, silent } = this.#presence;
    // The journal tells only who the members are, and a replay must come to the same state.
    const present = spec.exchange === 0 ? new Set(spec.members) : connected;
    return openRound(spec, { at: this.#options.clock.now(), connected: present, silent });
  }

  async #gather(): Promise<readonly string[]> {
    this.#requireUninterrupted();
    const { study, sites, policy, clock } = this.#options;
    const { connected, expected } = this.#presence;
    const startedAt = clock.now();
    const describe = () => {
      const changedAt = Math.max(startedAt, this.#presence.changedAt);
      return { study, round: this.#round, sites, connected, expected, startedAt, changedAt, policy };
    };
    this.#gatherer = new Gatherer(
      describe,
      () => clock.now(),
      (due) => this.#wakeUp.by(due),
    );
    try {
      const members = this.#gatherer.members();
      this.#onChange(Infinity);
      return await members;
    } finally {
      this.#gatherer = undefined;
    }
  }

  async #close(open: OpenExchange, sum: Sum): Promise<RoundOutcome> {
    const participants = this.#memory.participantsOf(open.round);
    await this.#log.closed({ round: open.round, exchanges: open.exchange + 1, participants });
    if (open.isDurable) await this.#memory.release(participants);
    return { round: open.round, sum, participants };
  }

  /** A round that never opened has nothing to be given up. */
  async #endFailed(request: RoundRequest, error: CohortloomError): Promise<void> {
    this.#memory.refresh();
    const isSpared = request.isSpared?.(error) === true && (await this.#log.history()).has(this.#round);
    return isSpared ? this.#giveUp(request, error) : this.#noteFailure(error);
  }

  async #giveUp({ next }: RoundRequest, { code, what, todo }: CohortloomError): Promise<void> {
    const participants = this.#memory.participantsOf(this.#round);
    await this.#log.givenUp({ round: this.#round, code, what, todo, participants });
    if (next === undefined) await this.#memory.release(participants);
    this.#round++;
  }

  async #noteFailure({ code, what }: CohortloomError): Promise<void> {
    if (code === 'CL-ROUND-006' || code === 'CL-CONF-001') return;
    await this.#log.failed({ round: this.#round, code, what }).catch(() => undefined);
  }

  #interrupt(): void {
    const error = interrupted(this.#options.study, this.#round);
    this.#gatherer?.fail(error);
    this.#desk.interrupt(error);
  }

  #requireUninterrupted(): void {
    if (this.#options.signal?.aborted) throw interrupted(this.#options.study, this.#round);
  }

  #look(): void {
    this.#gatherer?.look();
    this.#desk.tick();
  }

  #onChange(wakeBy: number): void {
    this.#gatherer?.look();
    this.#wakeUp.by(wakeBy);
    this.#options.onStatus?.(this.status());
  }
}
