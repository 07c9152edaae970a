import type { ConnectRequest } from '#protocol/gen/cohortloom/v1/link_pb';
import { connectRequest } from '#protocol/grpc/agent-link';
import type { MessageStream } from '#protocol/grpc/message-stream';
import { checkSize, CHUNK_BYTES } from '#protocol/limits';
import { fromHex } from '#protocol/messages/hex';
import { sendChunks } from '#protocol/transfer/chunk-sender';
import type { Desk } from '../work/desk.ts';

/** How often a contribution that arrived damaged is sent again. */
const MAX_RESENDS = 3;

/** Offers a contribution and sends it, at once where the coordinator has kept room for it, else when it has. */
export class ContributionSender {
  readonly #stream: MessageStream<ConnectRequest>;
  #maxBytes = Infinity;
  #granted = false;
  #resends = 0;
  #transfer = new AbortController();
  #passedOn: number | 'waits' | undefined;

  constructor(stream: MessageStream<ConnectRequest>) {
    this.#stream = stream;
  }

  /** Bytes of the contribution that the network has taken; `waits` for room at the coordinator; undefined if not offered. */
  get passedOn(): number | 'waits' | undefined {
    return this.#passedOn;
  }

  /** @param maxBytes what the coordinator takes at most */
  limit(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /**
   * An assignment has arrived; what was being sent belongs to an earlier one.
   * @param granted whether its contribution may be sent without waiting for a grant
   */
  expect(granted: boolean): void {
    this.stop();
    this.#granted = granted;
    this.#passedOn = undefined;
    this.#resends = 0;
  }

  /** @throws CL-NET-004 when the coordinator doesn't take that much */
  offer({ slot, contribution }: Desk): void {
    if (contribution === undefined) return;
    checkSize('The contribution', contribution.bytes.length, this.#maxBytes);
    const follows = this.#granted;
    this.#granted = false;
    this.#passedOn = 'waits';
    const { bytes, sha256 } = contribution;
    const value = { assignment: slot, bytes: bytes.length, sha256: fromHex(sha256), follows };
    this.#stream.send(connectRequest({ case: 'offer', value }));
    if (follows) this.#send(slot, bytes, 0);
  }

  /** The coordinator has room, and already holds the bytes before `offset`. */
  grant({ slot, contribution }: Desk, offset: number): void {
    if (contribution !== undefined) this.#send(slot, contribution.bytes, offset);
  }

  /** It arrived damaged. @returns false when it has been sent again often enough */
  resend(desk: Desk): boolean {
    this.stop();
    if (this.#resends++ >= MAX_RESENDS) return false;
    this.offer(desk);
    return true;
  }

  stop(): void {
    this.#transfer.abort();
  }

  #send(assignment: Desk['slot'], bytes: Uint8Array, offset: number): void {
    this.stop();
    this.#transfer = new AbortController();
    this.#passedOn = offset;
    const options = { offset, chunkBytes: CHUNK_BYTES, signal: this.#transfer.signal };
    const post = async (at: number, data: Uint8Array) => {
      await this.#stream.post(connectRequest({ case: 'chunk', value: { assignment, offset: at, data } }));
      if (!options.signal.aborted) this.#passedOn = at + data.length;
    };
    // A stream that closes under the transfer ends the session; the next one goes on with it.
    sendChunks(bytes, options, post).catch(() => {});
  }
}
