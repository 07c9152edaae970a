import type { EngineAssignment, SiteEvents } from '#federation/rounds/ports';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { ConnectRequest, ConnectResponse } from '#protocol/gen/cohortloom/v1/link_pb';
import { GoodbyeReason, type Hello, type Holding } from '#protocol/gen/cohortloom/v1/membership_pb';
import type { ErrorNotice, Progress } from '#protocol/gen/cohortloom/v1/round_pb';
import type { Chunk, Offer } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { fromErrorNotice, toErrorNotice } from '#protocol/failures/error-notice';
import { connectResponse } from '#protocol/grpc/agent-link';
import type { MessageStream } from '#protocol/grpc/message-stream';
import { checkSize, CHUNK_BYTES } from '#protocol/limits';
import { releaseChunk, releaseFrame } from '#protocol/messages/chunk-codec';
import { fromHex, toHex } from '#protocol/messages/hex';
import { layoutToWire, roundKindToWire } from '#protocol/messages/layout';
import { sameSlot, slotWords, type SlotId } from '#protocol/messages/slot';
import { sendChunks } from '#protocol/transfer/chunk-sender';
import type { Member } from '../membership/membership.ts';
import type { ArrivingContribution, Arrived } from '../uploads/arriving-contribution.ts';
import type { UploadDesk } from '../uploads/upload-desk.ts';
import { ProgressScale } from './progress-scale.ts';

/** How often a transfer is reported as progress, milliseconds. */
const TRANSFER_REPORT_INTERVAL = 1_000;

const NOTHING = new Uint8Array(0);

/** What a submission fails with when it is the site's own fault. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['CL-ROUND-002', 'CL-ROUND-003', 'CL-NET-003', 'CL-CONF-004']);

export interface SessionServices {
  readonly events: SiteEvents;
  readonly uploads: UploadDesk;
  readonly maxContributionBytes: number;
  readonly now: () => number;
  readonly log: (words: string) => void;
  /** Sends to whatever stream the site has by then; a receipt may be ready only after a reconnect. */
  readonly send: (site: string, response: ConnectResponse) => void;
}

/** One admitted agent's stream: turns its messages into engine events, and the engine's wishes into messages. */
export class SiteSession implements Member {
  readonly site: string;
  readonly instanceId: string;
  readonly stateId: string;
  readonly startNumber: number;
  readonly #stream: MessageStream<ConnectResponse>;
  readonly #services: SessionServices;
  #holding: Holding | undefined;
  #lastHeard: number;
  #lastReport = 0;
  #broadcast = new AbortController();
  #progress: ProgressScale | undefined;
  /** The contribution of which a chunk came before its offer, and where it is to go on: until then it is passed over. */
  #overtaken: { readonly upload: ArrivingContribution; next?: number } | undefined;

  constructor(hello: Hello, stream: MessageStream<ConnectResponse>, services: SessionServices) {
    this.site = hello.site;
    this.instanceId = hello.instanceId;
    this.stateId = hello.stateId;
    this.startNumber = hello.startNumber;
    this.#holding = hello.holding;
    this.#stream = stream;
    this.#services = services;
    this.#lastHeard = services.now();
  }

  get lastHeard(): number {
    return this.#lastHeard;
  }

  /** Anything but the Hello. */
  receive({ message }: ConnectRequest): void {
    this.#lastHeard = this.#services.now();
    if (message.case === 'chunk') void this.#takeChunk(message.value);
    else if (message.case === 'offer') this.#takeOffer(message.value);
    else if (message.case === 'progress') this.#takeProgress(message.value);
    else if (message.case === 'error') this.#takeFailure(message.value);
  }

  send(response: ConnectResponse): void {
    this.#stream.send(response);
  }

  /** Sends the assignment and, behind it, what the agent doesn't hold of its broadcast. */
  assign(assignment: EngineAssignment): void {
    const { round, exchange, broadcast } = assignment;
    const slot = { round, exchange };
    const granted = this.#services.uploads.expect(this.site, assignment);
    const offset = this.#heldOf(assignment);
    this.#broadcast.abort();
    this.#broadcast = new AbortController();
    this.#progress = new ProgressScale(slot);
    this.send(connectResponse({ case: 'assignment', value: assignmentMessage(assignment, offset, granted) }));
    const options = { offset, chunkBytes: CHUNK_BYTES, signal: this.#broadcast.signal };
    const post = async (at: number, data: Uint8Array) => {
      const message = connectResponse({ case: 'chunk', value: { assignment: slot, offset: at, data } });
      await this.#stream.post(message);
      releaseFrame(message);
      this.#reportTransfer(slot, (scale) => scale.received((at + data.length) / broadcast.length));
    };
    // A stream that closes under the transfer is told to the engine by whoever watches the stream.
    sendChunks(broadcast, options, post).catch(() => {});
  }

  cancel(slot: SlotId, words: string): void {
    this.#services.uploads.cancel(this.site, slot);
    if (sameSlot(this.#progress?.slot, slot)) this.#broadcast.abort();
    this.send(connectResponse({ case: 'cancel', value: { assignment: slot, words } }));
  }

  /** The last message, then the end of the stream. */
  dismiss(reason: GoodbyeReason, error?: CohortloomError): void {
    const value = { reason, ...(error && { error: toErrorNotice(error) }) };
    this.send(connectResponse({ case: 'goodbye', value }));
    this.#broadcast.abort();
    this.#stream.end();
  }

  replace(): void {
    this.#services.log(`Site ${this.site} has dialled again; its older stream is closed.`);
    this.dismiss(GoodbyeReason.REPLACED);
  }

  /** To be called when the stream has closed, in whatever way. */
  close(): void {
    this.#broadcast.abort();
    this.#stream.close();
  }

  #heldOf({ round, exchange, broadcast, broadcastSha256 }: EngineAssignment): number {
    const holding = this.#holding;
    this.#holding = undefined;
    if (holding === undefined || !sameSlot(holding.assignment, { round, exchange })) return 0;
    if (toHex(holding.broadcastSha256) !== broadcastSha256) return 0;
    return Math.min(holding.broadcastBytes, broadcast.length);
  }

  #takeOffer(offer: Offer): void {
    const slot = slotOf(offer.assignment);
    const upload = this.#services.uploads.find(this.site, slot);
    if (upload === undefined) return this.cancel(slot, `The coordinator no longer waits for ${slotWords(slot)}.`);
    try {
      checkSize(`The contribution of ${this.site}`, offer.bytes, this.#services.maxContributionBytes);
    } catch (error) {
      return this.#refuse(slot, CohortloomError.from(error));
    }
    // What overtook the offer is lost: the site is told to send from the start.
    let isGrantedAhead = offer.follows && this.#overtaken?.upload !== upload;
    const offered = { bytes: offer.bytes, sha256: toHex(offer.sha256) };
    const onReady = (offset: number) => {
      if (isGrantedAhead) return;
      if (this.#overtaken?.upload === upload) this.#overtaken.next = offset;
      this.#services.send(this.site, connectResponse({ case: 'grant', value: { assignment: slot, offset } }));
      // All of it is there from before, and no chunk will come.
      if (offset === offered.bytes) void this.#receivePiece(upload, offset, NOTHING);
    };
    upload.offer(offered, onReady, (reason) => this.#failTransfer(slot, CohortloomError.from(reason)));
    isGrantedAhead = false;
  }

  async #takeChunk(chunk: Chunk): Promise<void> {
    const upload = this.#services.uploads.find(this.site, slotOf(chunk.assignment));
    if (upload === undefined) return;
    if (!this.#isPassedOver(upload, chunk.offset)) await this.#receivePiece(upload, chunk.offset, chunk.data);
    releaseChunk(chunk);
  }

  #isPassedOver(upload: ArrivingContribution, offset: number): boolean {
    if (!upload.hasOffer) this.#overtaken = { upload };
    else if (offset === this.#overtaken?.next) this.#overtaken = undefined;
    return this.#overtaken?.upload === upload;
  }

  async #receivePiece(upload: ArrivingContribution, offset: number, data: Uint8Array): Promise<void> {
    const { slot } = upload;
    try {
      const arrived = await upload.add(offset, data);
      if (arrived !== undefined) void this.#submit(upload, arrived);
      else this.#reportTransfer(slot, (scale) => scale.sent(upload.fraction));
    } catch (error) {
      this.#failTransfer(slot, CohortloomError.from(error));
    }
  }

  /** Damage is told to the site, which sends again; what can't be kept here is the coordinator's own failure. */
  #failTransfer(slot: SlotId, error: CohortloomError): void {
    if (error.code === 'CL-NET-003') this.#tell(slot, error);
    else this.#services.events.storageFailed(error);
  }

  async #submit(upload: ArrivingContribution, { bytes }: Arrived): Promise<void> {
    const { events, uploads, send } = this.#services;
    const { slot, sha256 } = upload;
    try {
      const { counted } = await events.submit(this.site, { ...slot, bytes, sha256, verified: true });
      const value = { assignment: slot, sha256: fromHex(sha256), counted };
      send(this.site, connectResponse({ case: 'receipt', value }));
    } catch (error) {
      this.#answerFailure(slot, CohortloomError.from(error));
    } finally {
      uploads.settle(upload);
    }
  }

  /** What isn't the contribution's fault ends the round, and the study tells its sites: this one isn't refused. */
  #answerFailure(slot: SlotId, error: CohortloomError): void {
    if (REFUSALS.has(error.code)) return this.#refuse(slot, error);
    this.#services.log(
      `${slotWords(slot)}: the contribution of ${this.site} isn't counted: ${error.code} ${error.what}`,
    );
  }

  /** The contribution can't count, and the same one never will: tells both the agent and the engine. */
  #refuse(slot: SlotId, error: CohortloomError): void {
    this.#tell(slot, error);
    this.#services.events.siteFailed(this.site, slot, error);
  }

  #tell(slot: SlotId, error: CohortloomError): void {
    this.#services.log(`${slotWords(slot)}, site ${this.site}: ${error.code} ${error.what}`);
    this.#services.send(this.site, connectResponse({ case: 'error', value: toErrorNotice(error, slot) }));
  }

  #takeProgress({ assignment, done, total }: Progress): void {
    if (!assignment || !sameSlot(this.#progress?.slot, assignment) || done === 0) return;
    this.#report(slotOf(assignment), (scale) => scale.computed(done, total));
  }

  #takeFailure(notice: ErrorNotice): void {
    const error = fromErrorNotice(notice, this.site);
    this.#services.log(`Site ${this.site} reports ${error.code}: ${error.what}`);
    if (notice.assignment) this.#services.events.siteFailed(this.site, slotOf(notice.assignment), error);
  }

  #reportTransfer(slot: SlotId, measure: (scale: ProgressScale) => { done: number; total: number }): void {
    const now = this.#services.now();
    if (now - this.#lastReport < TRANSFER_REPORT_INTERVAL) return;
    this.#lastReport = now;
    this.#report(slot, measure);
  }

  #report(slot: SlotId, measure: (scale: ProgressScale) => { done: number; total: number }): void {
    if (this.#progress === undefined || !sameSlot(this.#progress.slot, slot)) return;
    this.#services.events.progress(this.site, { ...slot, ...measure(this.#progress) });
  }
}

function slotOf(id: SlotId | undefined): SlotId {
  return { round: id?.round ?? 0, exchange: id?.exchange ?? 0 };
}

function assignmentMessage(assignment: EngineAssignment, offset: number, granted: boolean) {
  const { round, exchange, kind, task, seed, layout, broadcast, broadcastSha256 } = assignment;
  return {
    id: { round, exchange },
    kind: roundKindToWire(kind),
    task,
    seed,
    layout: layoutToWire(layout),
    broadcastBytes: broadcast.length,
    broadcastSha256: fromHex(broadcastSha256),
    broadcastOffset: offset,
    granted,
  };
}
