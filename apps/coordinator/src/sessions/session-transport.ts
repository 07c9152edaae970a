import type { EngineAssignment, SiteTransport, Slot } from '#federation/rounds/ports';
import type { Membership } from '../membership/membership.ts';
import type { SiteSession } from './site-session.ts';

/** The engine's way to the sites over the streams that are open at present. */
export class SessionTransport implements SiteTransport {
  readonly #membership: Membership<SiteSession>;

  constructor(membership: Membership<SiteSession>) {
    this.#membership = membership;
  }

  assign(site: string, assignment: EngineAssignment): void {
    this.#membership.get(site)?.assign(assignment);
  }

  cancel(site: string, slot: Slot, reason: string): void {
    this.#membership.get(site)?.cancel({ round: slot.round, exchange: slot.exchange }, reason);
  }
}
