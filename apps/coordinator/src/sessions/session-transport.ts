import type { EngineAssignment, SiteTransport, Slot } from '#federation/rounds/ports';
import type { Membership } from '../membership/membership.ts';
import type { SiteSession } from './site-session.ts';

/** The engine's way to the sites over the streams that are open at present. */
export class SessionTransport implements SiteTransport {
  readonly #membership: Membership<SiteSession>;
  readonly #stopping: AbortSignal | undefined;

  /** @param stopping aborts when the coordinator is stopped: it comes back, so the agents keep what they have */
  constructor(membership: Membership<SiteSession>, stopping?: AbortSignal) {
    this.#membership = membership;
    this.#stopping = stopping;
  }

  assign(site: string, assignment: EngineAssignment): void {
    this.#membership.get(site)?.assign(assignment);
  }

  cancel(site: string, slot: Slot, reason: string): void {
    if (!this.#stopping?.aborted)
      this.#membership.get(site)?.cancel({ round: slot.round, exchange: slot.exchange }, reason);
  }
}
