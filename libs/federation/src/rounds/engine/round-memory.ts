import { CohortloomError } from '#errors/cohortloom-error';
import { decodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import { smallestCount } from '#sums/smallest-count';
import { SumAccumulator } from '#sums/sum-accumulator';
import type { BlobStore } from '#storage/ports/blob-store';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { CheckpointRecord, ParticipantRecord, RoundHistory } from '../round-history.ts';
import { latestCheckpoints } from '../kept-blobs.ts';
import { emptySlots, filledSites, hashesOf } from '../round-state.ts';
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
  readonly onDamage?: (words: string) => void;
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
    this.#recalled ??= this.#readJournal();
    return this.#recalled;
  }

  /** Reads the journal anew at the next call: a failed round has left its traces there. */
  refresh(): void {
    this.#recalled = undefined;
    this.#parts.log.reread();
  }

  /**
   * Adds again what the journal says was counted in a round that goes on. A contribution of which the store has lost
   * something counts as missing: its slot is open again, for the same bytes only.
   */
  async restore(open: OpenExchange): Promise<OpenExchange> {
    const { kind, task, layout } = open.request;
    const lost: string[] = [];
    for (const site of filledSites(open.state)) {
      const filled = open.state.members.get(site)?.filled;
      if (filled === undefined) continue;
      const bytes = await this.#read(filled.sha256, `contribution of ${site} to round ${open.round}`);
      if (bytes === undefined) {
        lost.push(site);
        continue;
      }
      const contribution = decodeContribution(bytes, site);
      open.add(site, contribution);
      const least = smallestCount(contribution);
      this.#parts.ledger.record({ round: open.round, kind, task, layout, site, ...filled, smallestCount: least });
    }
    if (lost.length > 0) open.state = emptySlots(open.state, lost);
    return open;
  }

  /** The outcome of a round of one exchange that has closed; undefined when not all of its contributions are there any more. */
  async recount(
    { opened }: RoundHistory,
    participants: readonly ParticipantRecord[],
    request: RoundRequest,
  ): Promise<RoundOutcome | undefined> {
    const accumulator = new SumAccumulator(request.layout);
    for (const { site, sha256 } of participants) {
      const bytes = await this.#read(sha256, `contribution of ${site} to round ${opened.round}`);
      if (bytes === undefined) return undefined;
      accumulator.addEncoded(site, bytes);
    }
    this.#parts.ledger.restore(opened, participants);
    return { round: opened.round, sum: accumulator.finish(), participants };
  }

  /** What the ledger has of a round, for the journal. */
  participantsOf(round: number): ParticipantRecord[] {
    return this.#parts.ledger
      .ofRound(round)
      .map(({ site, rowCount, exchanges, bytes, smallestCount: least, sha256 }) => {
        return { site, rowCount, exchanges, bytes, ...(least !== undefined && { smallestCount: least }), sha256 };
      });
  }

  /** Throws what a round was given up for, after telling the ledger what had been disclosed in it. */
  repeatFailure({ opened, givenUp }: RoundHistory): void {
    if (givenUp === undefined) return;
    const { round, code, what, todo, participants } = givenUp;
    this.#parts.ledger.restore(opened, participants);
    throw new CohortloomError(code, { what, where: { study: opened.study, round }, todo });
  }

  /** Contributions to a round that was given up are asked for no more. */
  release(participants: readonly ParticipantRecord[]): Promise<void> {
    return this.#retention.release(participants.map(({ sha256 }) => sha256));
  }

  /**
   * The round after the latest checkpoint of the series that `first` begins, and what was kept there. The ledger gets the
   * rounds that are passed over. Undefined when there is none, or it is damaged: then the series is computed again from its
   * beginning.
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
    }
    const state = await this.#read(latest.sha256, `checkpoint of round ${latest.round}`);
    if (state === undefined) return undefined;
    for (let passed = round; passed <= latest.round; passed++) this.#restoreLedger(rounds.get(passed));
    return { round: latest.round + 1, state };
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

  async #readJournal(): Promise<Map<number, RoundHistory>> {
    const rounds = await this.#parts.log.history();
    for (const [round, { opened, state }] of rounds) {
      if (round < this.#firstRound) this.#restoreLedger(rounds.get(round));
      if (!opened.manyExchanges) this.#parts.receipts.close({ round, exchange: 0 }, hashesOf(state));
    }
    if (this.#parts.blobs.isDurable) await this.#retention.recall(rounds);
    return rounds;
  }

  #restoreLedger(history: RoundHistory | undefined): void {
    if (history?.participants !== undefined) this.#parts.ledger.restore(history.opened, history.participants);
  }

  /** What the store has under this hash; undefined when that is gone or damaged, and then nothing is left of it. */
  async #read(sha256: string, what: string): Promise<Uint8Array | undefined> {
    const { blobs, onDamage } = this.#parts;
    try {
      return await blobs.get(sha256);
    } catch (error) {
      const { code, cause } = CohortloomError.from(error);
      // What can't be read at this moment may be whole.
      if ((code !== 'CL-IO-001' && code !== 'CL-IO-004') || cause !== undefined) throw error;
      await blobs.delete(sha256);
      onDamage?.(
        `The stored ${what} is damaged or gone (${code}): it is asked for again, and must have the same SHA-256.`,
      );
      return undefined;
    }
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
