import { setTimeout as pause } from 'node:timers/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import type { SiteAssignment } from '#federation/rounds/round';
import type { Assignment } from '#protocol/gen/cohortloom/v1/round_pb';
import type { Chunk } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { releaseChunk } from '#protocol/messages/chunk-codec';
import { toHex } from '#protocol/messages/hex';
import { layoutFromWire, roundKindFromWire } from '#protocol/messages/layout';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import { ChunkReceiver } from '#protocol/transfer/chunk-receiver';
import type { DisclosureLog } from '../ledger/disclosure-log.ts';
import type { EncodedContribution, EncodingWorker } from './encoding-worker.ts';

/** How long a worker that was told to stop may take when the agent ends, milliseconds. */
const STOP_TIMEOUT = 3_000;

/** The one assignment that the agent is on. It outlives connections. */
export interface Desk {
  readonly slot: SlotId;
  readonly assignment: SiteAssignment;
  readonly broadcast: ChunkReceiver;
  readonly abort: AbortController;
  state: 'receiving' | 'computing' | 'ready' | 'failed' | 'delivered';
  contribution?: EncodedContribution;
  failure?: CohortloomError;
  done: number;
  total: number;
}

/** Told when the assignment got somewhere; the link passes it on if it is connected. */
export interface DeskListener {
  ready(desk: Desk): void;
  failed(desk: Desk): void;
}

export interface DeskServices {
  readonly study: string;
  readonly site: string;
  readonly worker: EncodingWorker;
  readonly ledger: DisclosureLog;
}

/** Takes an assignment from its arrival to a contribution that is noted in the ledger and ready to be sent. */
export class AssignmentDesk {
  readonly #services: DeskServices;
  #current: Desk | undefined;
  #busy: Promise<void> = Promise.resolve();
  #listener: DeskListener | undefined;

  constructor(services: DeskServices) {
    this.#services = services;
  }

  get current(): Desk | undefined {
    return this.#current;
  }

  /** Who hears of results from now on; undefined while there is no connection. */
  listen(listener: DeskListener | undefined): void {
    this.#listener = listener;
  }

  /**
   * An assignment arrives, perhaps again: the same one goes on where it was, another one replaces what there is.
   * @throws CL-NET-001 when it asks for something this release doesn't know, CL-NET-003 as `addChunk`
   */
  take(message: Assignment): Desk {
    const current = this.#current;
    if (current !== undefined && isSame(current, message)) return this.#resume(current);
    current?.abort.abort();
    const desk = newDesk(this.#services.study, message);
    this.#current = desk;
    if (desk.broadcast.isComplete) this.#begin(desk);
    return desk;
  }

  /**
   * A piece of the broadcast.
   * @throws CL-NET-003 when the transfer is damaged. If the whole has another hash, the assignment is forgotten with all
   * that has arrived, so that it comes anew.
   */
  addChunk(chunk: Chunk): void {
    const desk = this.find(chunk.assignment);
    if (desk?.state !== 'receiving') return;
    desk.broadcast.add(chunk.offset, chunk.data);
    releaseChunk(chunk);
    if (desk.broadcast.isComplete) this.#begin(desk);
  }

  /** The current assignment if it has this slot. */
  find(slot: SlotId | undefined): Desk | undefined {
    return sameSlot(this.#current?.slot, slot) ? this.#current : undefined;
  }

  /** The coordinator has what it wanted, or wants nothing more: the contribution is forgotten. */
  close(desk: Desk): void {
    desk.abort.abort();
    desk.state = 'delivered';
    desk.contribution = undefined;
    if (this.#current === desk) this.#current = undefined;
  }

  /** Ends what is being computed, and waits a while for its end. */
  async stop(): Promise<void> {
    if (this.#current !== undefined) this.close(this.#current);
    await Promise.race([this.#busy, pause(STOP_TIMEOUT, undefined, { ref: false })]);
  }

  #resume(desk: Desk): Desk {
    if (desk.state === 'ready') this.#listener?.ready(desk);
    else if (desk.state === 'failed') this.#listener?.failed(desk);
    return desk;
  }

  /** The broadcast is whole. One assignment at a time: a worker that is told to stop is waited for. */
  #begin(desk: Desk): void {
    const broadcast = this.#checked(desk);
    desk.state = 'computing';
    this.#busy = this.#busy.then(() => this.#contribute(desk, broadcast));
  }

  #checked(desk: Desk): Uint8Array {
    try {
      return desk.broadcast.finish();
    } catch (error) {
      this.close(desk);
      throw error;
    }
  }

  async #contribute(desk: Desk, broadcast: Uint8Array): Promise<void> {
    if (desk.abort.signal.aborted) return;
    try {
      const assignment = { ...desk.assignment, broadcast };
      const progress = (done: number, total: number) => void Object.assign(desk, { done, total });
      const contribution = await this.#services.worker.contributeEncoded(assignment, progress, desk.abort.signal);
      if (desk.abort.signal.aborted) return;
      await this.#note(assignment, contribution);
      desk.contribution = contribution;
      desk.state = 'ready';
      this.#listener?.ready(desk);
    } catch (reason) {
      if (desk.abort.signal.aborted) return;
      desk.failure = CohortloomError.from(reason).at({ site: this.#services.site, round: desk.slot.round });
      desk.state = 'failed';
      this.#listener?.failed(desk);
    }
  }

  #note(assignment: SiteAssignment, contribution: EncodedContribution): Promise<void> {
    const { study, round, exchange, kind, task } = assignment;
    const { rowCount, smallestCount, sha256, vectors } = contribution;
    const bytes = contribution.bytes.length;
    const { site, ledger } = this.#services;
    const counted = smallestCount === undefined ? {} : { smallestCount };
    return ledger.append({ study, site, round, exchange, kind, task, rowCount, bytes, ...counted, sha256, vectors });
  }
}

function isSame({ slot, broadcast, assignment, state }: Desk, message: Assignment): boolean {
  return (
    state !== 'delivered' &&
    sameSlot(slot, message.id) &&
    broadcast.expected.sha256 === toHex(message.broadcastSha256) &&
    assignment.seed === message.seed &&
    assignment.task === message.task
  );
}

function newDesk(study: string, message: Assignment): Desk {
  const slot = { round: message.id?.round ?? 0, exchange: message.id?.exchange ?? 0 };
  const subject = `The broadcast of ${slotWords(slot)}`;
  const expected = { subject, bytes: message.broadcastBytes, sha256: toHex(message.broadcastSha256) };
  const broadcast = new ChunkReceiver(expected);
  const assignment = {
    study,
    ...slot,
    kind: roundKindFromWire(message.kind),
    task: message.task,
    broadcast: new Uint8Array(0),
    layout: layoutFromWire(message.layout),
    seed: message.seed,
  };
  return { slot, assignment, broadcast, abort: new AbortController(), state: 'receiving', done: 0, total: 0 };
}
