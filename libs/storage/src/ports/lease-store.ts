/** What a writer shows to prove that nobody has taken the lead of its study from it. */
export interface Fence {
  /** Grows with every acquisition of a study's lease, from 1; only the newest one is good. */
  readonly token: number;
}

/** The right to run a study, for a while. */
export interface Lease extends Fence {
  readonly study: string;
  /** Who leads; the same name may take its own lease again at once, as a process does that was restarted. */
  readonly holder: string;
  /** Milliseconds since the epoch on the store's clock: for people. A holder counts its ttl from before it asked. */
  readonly expiresAt: number;
}

/**
 * Who leads which study. A lease that has run out is taken over by whoever asks first; what keeps the former holder from
 * writing is not the time but its token, which the journal and the studies compare in the transaction that writes.
 */
export interface LeaseStore {
  /**
   * Takes the lease for `ttl` ms, with a new token, when it is free, has run out or is the holder's own; undefined while
   * somebody else has it. Durable when it resolves. Throws CL-CONF-001 for a study's name that is unfit.
   */
  acquire(study: string, holder: string, ttl: number): Promise<Lease | undefined>;
  /** Prolongs the lease to `ttl` ms from now; undefined when it was released or taken over. One that has only run out is kept. */
  renew(lease: Lease, ttl: number): Promise<Lease | undefined>;
  /** Gives the lease back, so that another takes it at once and this token is good no more. Nothing happens when it is lost. */
  release(lease: Lease): Promise<void>;
  /** The lease as it is held now; undefined when it is free or has run out. */
  current(study: string): Promise<Lease | undefined>;
}
