import type { Clock } from '#federation/rounds/ports';
import { leadLost } from '#storage/lease-errors';
import type { Lease, LeaseStore } from '#storage/ports/lease-store';

export interface LeaseKeeperOptions {
  readonly leases: LeaseStore;
  readonly clock: Clock;
  /** How long the lease is good without being renewed, milliseconds; it is renewed after a third of this. */
  readonly ttl: number;
  readonly log: (words: string) => void;
}

/** Renews a lease until it is stopped. Aborts `signal` with CL-ROUND-007 when another has it, or the store can't tell in time. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #abort = new AbortController();
  #lease: Lease;
  #timers: (() => void)[] = [];
  #isStopped = false;

  constructor(lease: Lease, options: LeaseKeeperOptions) {
    this.#lease = lease;
    this.#options = options;
    this.#renewLater();
  }

  get lease(): Lease {
    return this.#lease;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Gives the lease back, so that another process takes over at once. */
  async stop(): Promise<void> {
    this.#clear();
    this.#isStopped = true;
    await this.#options.leases.release(this.#lease).catch(() => undefined);
  }

  #renewLater(): void {
    this.#after(this.#options.ttl / 3, () => {
      this.#after((2 * this.#options.ttl) / 3, () => this.#lose());
      void this.#renew();
    });
  }

  /** A process that was too busy to renew in time asks all the same: a lease that has only run out is kept. */
  async #renew(): Promise<void> {
    const { leases, ttl, log } = this.#options;
    try {
      const renewed = await leases.renew(this.#lease, ttl);
      if (this.#isStopped) return;
      this.#clear();
      if (renewed === undefined) return this.#lose();
      this.#lease = renewed;
      this.#renewLater();
    } catch (error) {
      if (this.#isStopped) return;
      log(`The lead can't be renewed; trying again. ${String(error)}`);
      this.#after(ttl / 9, () => void this.#renew());
    }
  }

  #lose(): void {
    this.#clear();
    this.#isStopped = true;
    this.#abort.abort(leadLost(this.#lease.study));
  }

  #after(delay: number, action: () => void): void {
    this.#timers.push(this.#options.clock.after(delay, action));
  }

  #clear(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }
}
