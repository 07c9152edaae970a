import { leadLost } from '../lease-errors.ts';
import type { Fence, Lease, LeaseStore } from '../ports/lease-store.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import { fileNameOf } from '../study-name.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

const SELECT = 'SELECT study, token, holder, expires_at AS expiresAt FROM leases WHERE study = ?';
const UPSERT = `INSERT INTO leases (study, token, holder, expires_at) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET token = excluded.token, holder = excluded.holder, expires_at = excluded.expires_at`;
const RENEW = 'UPDATE leases SET expires_at = ? WHERE study = ? AND token = ? AND holder IS NOT NULL';
const RELEASE = 'UPDATE leases SET holder = NULL WHERE study = ? AND token = ?';
const GOOD = 'SELECT 1 FROM leases WHERE study = ? AND token = ? AND holder IS NOT NULL';

/** No process is thought to hold a lease for more than so many times as long as another one asks for. */
const LONGEST = 10;

/** A row: a lease that was released has no holder and keeps its token, which never goes back. */
type Held = Omit<Lease, 'holder'> & { readonly holder: string | null };

/** Leases among the processes of one machine, which share its clock. */
export class EmbeddedLeaseStore implements LeaseStore {
  readonly #database: EmbeddedDatabase;
  readonly #clock: StoreClock;

  constructor(database: EmbeddedDatabase, clock: StoreClock) {
    this.#database = database;
    this.#clock = clock;
  }

  async acquire(study: string, holder: string, ttl: number): Promise<Lease | undefined> {
    fileNameOf(study);
    return this.#database.transact(() => {
      const held = this.#held(study);
      if (this.#isTaken(held) && held.holder !== holder && this.#isBelievable(held, ttl)) return undefined;
      const lease = { study, holder, token: (held?.token ?? 0) + 1, expiresAt: this.#clock.now() + ttl };
      this.#database.run(UPSERT, study, lease.token, holder, lease.expiresAt);
      return lease;
    });
  }

  async renew(lease: Lease, ttl: number): Promise<Lease | undefined> {
    const expiresAt = this.#clock.now() + ttl;
    const renewed = this.#database.transact(() => this.#database.run(RENEW, expiresAt, lease.study, lease.token));
    return renewed === 0 ? undefined : { ...lease, expiresAt };
  }

  async release({ study, token }: Lease): Promise<void> {
    this.#database.transact(() => this.#database.run(RELEASE, study, token));
  }

  async current(study: string): Promise<Lease | undefined> {
    const held = this.#held(study);
    return this.#isTaken(held) ? held : undefined;
  }

  #held(study: string): Held | undefined {
    const row = this.#database.get(SELECT, study);
    return row === undefined ? undefined : ({ ...row } as unknown as Held);
  }

  /** False where the machine's clock was set back since: otherwise nobody could lead until it has caught up. */
  #isBelievable({ expiresAt }: Lease, ttl: number): boolean {
    return expiresAt - this.#clock.now() <= LONGEST * ttl;
  }

  #isTaken(held: Held | undefined): held is Lease {
    return held !== undefined && held.holder !== null && held.expiresAt > this.#clock.now();
  }
}

/** To be called within the transaction that writes. Throws CL-ROUND-007 when a fence is given that isn't the newest. */
export function checkFence(database: EmbeddedDatabase, study: string, fence: Fence | undefined): void {
  if (fence !== undefined && database.get(GOOD, study, fence.token) === undefined) throw leadLost(study);
}
