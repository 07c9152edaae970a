import { leadLost } from '../lease-errors.ts';
import type { Fence, Lease, LeaseStore } from '../ports/lease-store.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import { fileNameOf } from '../study-name.ts';

/** A lease and what is left of it after its release: the token, which never goes back. */
interface Held {
  readonly lease: Lease;
  readonly isReleased: boolean;
}

/** Leases among the parts of one process: for simulation and tests. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #clock: StoreClock;
  readonly #held = new Map<string, Held>();

  constructor(clock: StoreClock) {
    this.#clock = clock;
  }

  async acquire(study: string, holder: string, ttl: number): Promise<Lease | undefined> {
    const before = this.#held.get(fileNameOf(study));
    const current = this.#current(study);
    if (current !== undefined && current.holder !== holder) return undefined;
    return this.#hold({ study, holder, token: (before?.lease.token ?? 0) + 1, expiresAt: this.#clock.now() + ttl });
  }

  async renew(lease: Lease, ttl: number): Promise<Lease | undefined> {
    if (!this.#isGood(lease.study, lease)) return undefined;
    return this.#hold({ ...lease, expiresAt: this.#clock.now() + ttl });
  }

  async release(lease: Lease): Promise<void> {
    if (this.#isGood(lease.study, lease)) this.#held.set(lease.study, { lease, isReleased: true });
  }

  async current(study: string): Promise<Lease | undefined> {
    return this.#current(study);
  }

  /** Throws CL-ROUND-007 when a fence is given that isn't that of the study's newest lease. */
  check(study: string, fence: Fence | undefined): void {
    if (fence !== undefined && !this.#isGood(study, fence)) throw leadLost(study);
  }

  #current(study: string): Lease | undefined {
    const held = this.#held.get(study);
    if (held === undefined || held.isReleased || held.lease.expiresAt <= this.#clock.now()) return undefined;
    return held.lease;
  }

  #isGood(study: string, { token }: Fence): boolean {
    const held = this.#held.get(study);
    return held !== undefined && !held.isReleased && held.lease.token === token;
  }

  #hold(lease: Lease): Lease {
    this.#held.set(lease.study, { lease, isReleased: false });
    return lease;
  }
}
