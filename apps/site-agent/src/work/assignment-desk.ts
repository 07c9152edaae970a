import { setTimeout as pause } from 'node:timers/promises';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ReportProgress, SiteAssignment } from '#federation/rounds/round';
import { AssignmentSchema, type Assignment } from '#protocol/gen/cohortloom/v1/round_pb';
import type { Chunk } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { releaseChunk } from '#protocol/messages/chunk-codec';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import type { DisclosureLog } from '../ledger/disclosure-log.ts';
import type { AssignmentKeeper, KeptAssignment } from '../state/assignment-keeper.ts';
import { isSame, newDesk, takesBack, type Desk } from './desk.ts';
import type { EncodedContribution, EncodingWorker } from './encoding-worker.ts';

/** How long a worker that was told to stop may take when the agent ends, milliseconds. */
const STOP_TIMEOUT = 3_000;

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
  readonly keeper: AssignmentKeeper;
  /** The least time between two checkpoints, milliseconds. */
  readonly checkpointInterval: number;
  readonly log: (words: string) => void;
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

  /** Goes on with what an earlier process had, once the coordinator asks for it again. */
  async restore(): Promise<void> {
    const { keeper, log } = this.#services;
    const kept = await keeper.restore();
    if (kept === undefined) return;
    const desk = this.#deskFrom(kept);
    if (desk === undefined) {
      log('The assignment from before is of another study or release, or damaged, and is not used.');
      return keeper.forget();
    }
    this.#current = desk;
    const { received, expected } = desk.broadcast;
    const words = `${received} of ${expected.bytes} bytes of its broadcast`;
    log(`From before: the assignment of ${slotWords(desk.slot)}, ${words}.`);
  }

  /**
   * An assignment arrives, perhaps again: the same one goes on where it was, also in another process; another one replaces
   * what there is.
   * @throws CL-NET-001 when it asks for something this release doesn't know, CL-NET-003 as `addChunk`
   */
  take(message: Assignment): Desk {
    const current = this.#current;
    const desk = this.#deskOf(message);
    if (current !== undefined && isSame(current, desk)) return this.#resume(current);
    current?.abort.abort();
    this.#current = desk;
    this.#services.keeper.keep(desk.key, toBinary(AssignmentSchema, message));
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
    this.#services.keeper.saveBroadcast(desk.key, desk.broadcast);
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
    if (this.#current !== desk) return;
    this.#current = undefined;
    this.#services.keeper.forget();
  }

  /** The worker hasn't advanced for too long: the assignment fails, and a thread that hangs is ended. */
  giveUp(desk: Desk): void {
    if (desk.state !== 'computing') return;
    const { site, worker } = this.#services;
    desk.failure = stuck(desk).at({ site, round: desk.slot.round });
    desk.state = 'failed';
    this.#listener?.failed(desk);
    desk.abort.abort();
    void worker.close();
  }

  /** The study has finished: nothing is kept for another start. */
  finish(): void {
    if (this.#current !== undefined) this.close(this.#current);
    else this.#services.keeper.forget();
  }

  /** Ends what is being computed, and waits a while for its end. What is kept stays for the next start. */
  async stop(): Promise<void> {
    this.#current?.abort.abort();
    this.#current = undefined;
    await Promise.race([this.#busy, pause(STOP_TIMEOUT, undefined, { ref: false })]);
    await this.#services.keeper.settled();
  }

  #deskOf(message: Assignment): Desk {
    return newDesk(this.#services.study, this.#services.site, message);
  }

  #deskFrom({ key, message, broadcast }: KeptAssignment): Desk | undefined {
    try {
      const desk = this.#deskOf(fromBinary(AssignmentSchema, message));
      return desk.key === key && takesBack(desk, broadcast) ? desk : undefined;
    } catch {
      return undefined;
    }
  }

  #resume(desk: Desk): Desk {
    if (desk.state === 'ready') this.#listener?.ready(desk);
    else if (desk.state === 'failed') this.#listener?.failed(desk);
    else if (desk.state === 'receiving' && desk.broadcast.isComplete) this.#begin(desk);
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
      const contribution = (await this.#computed(desk)) ?? (await this.#compute(desk, assignment));
      if (desk.abort.signal.aborted) return;
      await this.#note(assignment, contribution);
      if (desk.abort.signal.aborted) return;
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

  /** By an earlier process. */
  async #computed({ key, slot }: Desk): Promise<EncodedContribution | undefined> {
    const contribution = key === '' ? undefined : await this.#services.keeper.contribution(key);
    if (contribution) this.#services.log(`${slotWords(slot)}: the contribution is there from before.`);
    return contribution;
  }

  /** From its checkpoint, if an earlier process left one. */
  async #compute(desk: Desk, assignment: SiteAssignment): Promise<EncodedContribution> {
    const { worker, keeper, checkpointInterval: interval } = this.#services;
    const { key } = desk;
    const found = key === '' ? undefined : await keeper.checkpoint(key);
    const save = (bytes: Uint8Array) => keeper.saveCheckpoint(key, bytes);
    const progress = this.#progressOf(desk, found !== undefined);
    const checkpoint = key === '' ? undefined : { found, interval, save };
    const contribution = await worker.contributeEncoded(assignment, progress, desk.abort.signal, checkpoint);
    if (key !== '' && !desk.abort.signal.aborted) await keeper.saveContribution(key, contribution);
    return contribution;
  }

  /** What a task that has a checkpoint reports first tells whether it could use it. */
  #progressOf(desk: Desk, hasCheckpoint: boolean): ReportProgress {
    let isUnsaid = hasCheckpoint;
    return (done, total) => {
      Object.assign(desk, { done, total });
      if (!isUnsaid) return;
      isUnsaid = false;
      const words = done > 0 ? `goes on at ${done} of ${total}` : 'begins anew: what was saved of it is of no use';
      this.#services.log(`${slotWords(desk.slot)} ${words}.`);
    };
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

function stuck({ done, total }: Desk): CohortloomError {
  return new CohortloomError('CL-ROUND-005', {
    what: `The site's computation has not advanced for too long: it stands at ${done} of ${total}.`,
    todo: "Look at the load of the site's machine and at its compute engine; raise retry.giveUpAfter if steps take that long.",
  });
}
