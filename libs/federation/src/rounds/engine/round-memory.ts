import { CohortloomError } from '#errors/cohortloom-error';
import { decodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import { smallestCount } from '#sums/smallest-count';
import { SumAccumulator } from '#sums/sum-accumulator';
import type { BlobStore } from '#storage/ports/blob-store';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { ParticipantRecord, RoundHistory } from '../round-history.ts';
import { filledSites, type RoundState } from '../round-state.ts';
import type { RoundOutcome, RoundRequest } from '../round.ts';
import type { OpenExchange } from './open-exchange.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { RoundLog } from './round-log.ts';

export interface MemoryParts {
  readonly log: RoundLog;
  readonly blobs: BlobStore;
  readonly ledger: DisclosureLedger;
  readonly receipts: ReceiptBook;
}

/** What an engine knows of its study from before: reads the journal once, and sums up again from what is stored. */
export class RoundMemory {
  readonly #parts: MemoryParts;
  readonly #firstRound: number;
  #recalled: Promise<Map<number, RoundHistory>> | undefined;

  constructor(parts: MemoryParts, firstRound: number) {
    this.#parts = parts;
    this.#firstRound = firstRound;
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

  /** Contributions to a closed round serve a restart alone: where none can follow, they only fill the memory. */
  async release(participants: readonly ParticipantRecord[]): Promise<void> {
    if (this.#parts.blobs.isDurable) return;
    for (const { sha256 } of participants) await this.#parts.blobs.delete(sha256);
  }

  async #read(): Promise<Map<number, RoundHistory>> {
    const rounds = await this.#parts.log.history();
    for (const [round, { opened, participants, state }] of rounds) {
      if (participants !== undefined && round < this.#firstRound) this.#parts.ledger.restore(opened, participants);
      if (!opened.manyExchanges) this.#parts.receipts.close({ round, exchange: 0 }, hashesOf(state));
    }
    return rounds;
  }
}

/** Whether a round in the journal is the one that is asked for now. */
export function asksTheSame({ opened }: RoundHistory, request: RoundRequest): boolean {
  return (
    opened.kind === request.kind &&
    opened.task === request.task &&
    opened.manyExchanges === (request.next !== undefined) &&
    opened.broadcastSha256 === sha256Hex(request.broadcast)
  );
}

/** SHA-256 of what fills each slot. */
export function hashesOf(state: RoundState): Map<string, string> {
  return new Map(filledSites(state).map((site) => [site, state.members.get(site)?.filled?.sha256 ?? '']));
}
