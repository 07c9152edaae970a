import type { SumLayout } from '#sums/layout';
import type { SlotId } from '#protocol/messages/slot';

/** What a site says it is about to send. */
export interface OfferedContribution {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A contribution that has arrived whole, with the right hash. */
export interface Arrived {
  /** Absent when it is in the blob store. */
  readonly bytes?: Uint8Array;
}

/** One site's contribution to one slot on its way in. It outlives the connection. */
export interface ArrivingContribution {
  readonly site: string;
  readonly slot: SlotId;
  /** Of the contribution that is arriving, lower-case hex. */
  readonly sha256: string;
  /** How much of it has arrived, 0 … 1. */
  readonly fraction: number;
  /** Whether it is known what is to arrive: a chunk before the offer is lost. */
  readonly hasOffer: boolean;
  isFor(slot: SlotId | undefined): boolean;
  /** Keeps room before the site computes, if there is some: it may then send without asking. */
  reserveAhead(layout: SumLayout): boolean;
  /**
   * Prepares for what the site offers; `onReady` is called, perhaps at once, when there is room for it, with the offset
   * where the site goes on. While a whole contribution is being added, another is ignored: the answer to the first one is
   * the answer to both.
   * @param onFailure told when it can't be kept
   */
  offer(offered: OfferedContribution, onReady: (offset: number) => void, onFailure: (reason: unknown) => void): void;
  /**
   * Adds a chunk; the data may be used until it resolves.
   * @returns the contribution when it is whole
   * @throws CL-NET-003 when the transfer is damaged; it then starts anew with the next offer
   */
  add(offset: number, data: Uint8Array): Arrived | undefined | Promise<Arrived | undefined>;
  /** The site went: what has arrived is kept for its return unless another site needs the room. */
  suspend(): void;
  /** The contribution is added: gives room back. */
  settle(): void;
  /** Nothing more is wanted. */
  discard(): void;
}
