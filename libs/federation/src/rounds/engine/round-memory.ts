import { decodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import { smallestCount } from '#sums/smallest-count';
import { SumAccumulator } from '#sums/sum-accumulator';
import type { BlobStore } from '#storage/ports/blob-store';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { CheckpointRecord, ParticipantRecord, RoundHistory } from '../round-history.ts';
import { latestCheckpoints } from '../kept-blobs.ts';
import { filledSites, hashesOf } from '../round-state.ts';
import { hasManyExchanges, type RoundOutcome, type RoundRequest } from '../round.ts';
import { asksForSomethingElse, incomplete } from './engine-errors.ts';
import type { OpenExchange } from './open-exchange.ts';
import type { ReceiptBook } from './receipt-book.ts';
import { Retention } from './retention.ts';
import type { RoundLog } from './round-log.ts';

export interface MemoryParts {
  readonly study: string;
  readonly log: RoundLog;
  readonly blobs: BlobStore;
  readonly mayDelete?: () => Promise<boolean>;
  readonly ledger: DisclosureLedger;
  readonly receipts: ReceiptBook;
}

/** Where a series of rounds goes on, with the state that its last closed round left behind. */
export interface Resumption {
  readonly round: number;
  readonly state: Uint8Array;
}

/** What an engine knows of its study from before: reads the journal once, and sums up again from what is stored. */
export class RoundMemory {
  readonly #parts: MemoryParts;
  readonly #firstRound: number;
  readonly #retention: Retention;
  #recalled: Promise<Map<number, RoundHistory>> | undefined;

  constructor(parts: MemoryParts, firstRound: number) {
    this.#parts = parts;
    this.#firstRound = firstRound;
    this.#retention = new Retention(parts.blobs, parts.mayDelete);
  }

  /** Rounds by number. On the first call fills the receipts, and the ledger with the rounds that aren't run again. */
  recall(): Promise<Map<number, RoundHistory>> {
    this.#recalled ??= this.#read();
    return this.#recalled;
  }

  /** Reads the journal anew at the next call: a failed round has left its traces there. */
  refresh(): void {
    this.#recalled = undefined;
    this.#parts.log.reread();
  }

  /** Adds again what the journal says was counted in a round that goes on. */
  async restore(open: OpenExchange): Promise<OpenExchange> {
    const { kind, task, layout } = open.request;
    for (const site of filledSites(open.state)) {
      const filled = open.state.members.get(site)?.filled;
      if (filled === undefined) continue;
      const contribution = decodeContribution(await this.#parts.blobs.get(filled.sha256), site);
      open.add(site, contribution);
      const least = smallestCount(contribution);
      this.#parts.ledger.record({ round: open.round, kind, task, layout, site, ...filled, smallestCount: least });
    }
    return open;
  }

  /** The outcome of a round of one exchange that has closed. */
  async recount(
    { opened }: RoundHistory,
    participants: readonly ParticipantRecord[],
    request: RoundRequest,
  ): Promise<RoundOutcome> {
    const accumulator = new SumAccumulator(request.layout);
    for (const { site, sha256 } of participants) {
      accumulator.addEncoded(site, await this.#parts.blobs.get(sha256));
    }
    this.#parts.ledger.restore(opened, participants);
    return { round: opened.round, sum: accumulator.finish(), participants };
  }

  /**
   * The round after the latest checkpoint of the series that `first` begins, and what was kept there. The ledger gets the
   * rounds that are passed over.
   * @throws CL-CONF-001 when the series began with another request
   */
  async resume(round: number, first: RoundRequest): Promise<Resumption | undefined> {
    const rounds = await this.recall();
    const latest = latestCheckpoints(rounds.values()).get(round);
    if (latest === undefined) return undefined;
    for (let passed = round; passed <= latest.round; passed++) {
      const history = rounds.get(passed);
      if (history?.participants === undefined) throw incomplete(this.#parts.study, passed);
      if (passed === round && !asksTheSame(history, first)) throw asksForSomethingElse(this.#parts.study, round);
      this.#parts.ledger.restore(history.opened, history.participants);
    }
    return { round: latest.round + 1, state: await this.#parts.blobs.get(latest.sha256) };
  }

  /** Makes the state that a round leaves behind durable, before the journal names it. */
  async store(state: Uint8Array, first: number): Promise<CheckpointRecord> {
    const { sha256, size } = await this.#parts.blobs.put(state);
    return { first, sha256, bytes: size };
  }

  /**
   * Lets go of what a closed round's checkpoint stands for. Without one the contributions are kept, unless no restart can
   * follow: then they only fill the memory.
   */
  async settle(open: OpenExchange, checkpoint: CheckpointRecord | undefined): Promise<void> {
    const hashes = open.isDurable ? [...hashesOf(open.state).values()] : [];
    if (checkpoint !== undefined) await this.#retention.supersede(hashes, checkpoint);
    else if (this.#parts.blobs.isDurable) this.#retention.keep(hashes);
    else await this.#retention.release(hashes);
  }

  async #read(): Promise<Map<number, RoundHistory>> {
    const rounds = await this.#parts.log.history();
    for (const [round, { opened, participants, state }] of rounds) {
      if (participants !== undefined && round < this.#firstRound) this.#parts.ledger.restore(opened, participants);
      if (!opened.manyExchanges) this.#parts.receipts.close({ round, exchange: 0 }, hashesOf(state));
    }
    if (this.#parts.blobs.isDurable) await this.#retention.recall(rounds);
    return rounds;
  }
}

/** Whether a round in the journal is the one that is asked for now. */
export function asksTheSame({ opened }: RoundHistory, request: RoundRequest): boolean {
  return (
    opened.kind === request.kind &&
    opened.task === request.task &&
    opened.manyExchanges === hasManyExchanges(request) &&
    opened.broadcastSha256 === sha256Hex(request.broadcast)
  );
}
