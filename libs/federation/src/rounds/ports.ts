import type { CohortloomError } from '#errors/cohortloom-error';
import type { SiteAssignment } from './round.ts';

/** Time, passed in so that rounds can be tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once after `delay` ms; the returned function cancels it. */
  after(delay: number, action: () => void): () => void;
}

/** Whether a further round or exchange may open. An exchange that is open isn't concerned. */
export interface RoundGate {
  /** Milliseconds since the epoch; undefined when it is open. */
  readonly closedSince: number | undefined;
  /** Resolves when it is open, at once if it is. */
  opened(): Promise<void>;
  /** Calls `listener` whenever it closes. */
  onClose(listener: () => void): void;
}

/** A slot of a round: which sum a message belongs to. */
export interface Slot {
  readonly round: number;
  readonly exchange: number;
}

export interface EngineAssignment extends SiteAssignment {
  /** SHA-256 of the broadcast in hex, so that a transport can send bytes once and name them after that. */
  readonly broadcastSha256: string;
  /** Whether the round is one of many exchanges: contributions to it aren't kept on disk. */
  readonly manyExchanges: boolean;
}

/** The engine's way to the sites. Calls return at once and never throw: a lost site is told by `siteDisconnected`. */
export interface SiteTransport {
  /** May be called again with the same slot when a site returns; the site answers with the bytes it already has, or works anew. */
  assign(site: string, assignment: EngineAssignment): void;
  /** The slot is closed without this site's contribution (or the round has ended): stop working on it. */
  cancel(site: string, slot: Slot, reason: string): void;
}

export interface SiteProgress extends Slot {
  /** done of total in the task's own units. */
  readonly done: number;
  readonly total: number;
}

export interface Submission extends Slot {
  /**
   * An encoded contribution (`encodeContribution`). 8-byte aligned bytes are read without a copy. Absent when the
   * transport has put them into the blob store under this hash: they are read from there one site at a time.
   */
  readonly bytes?: Uint8Array;
  /** SHA-256 of the bytes in hex. */
  readonly sha256: string;
  /** True when the transport has computed the hash itself while receiving; otherwise the engine does. */
  readonly verified?: boolean;
}

/** The same delivery always gets the same receipt. */
export interface Receipt extends Slot {
  readonly study: string;
  readonly site: string;
  readonly sha256: string;
  /** False when the slot had closed without this site: the contribution isn't part of the sum. */
  readonly counted: boolean;
}

/** What a transport tells the engine. */
export interface SiteEvents {
  /** Also on every reconnect. The site's open assignment, if any, is sent again through `SiteTransport.assign`. */
  siteConnected(site: string): void;
  siteDisconnected(site: string): void;
  progress(site: string, progress: SiteProgress): void;
  /** The site reports that it can't do its assignment. */
  siteFailed(site: string, slot: Slot, error: CohortloomError): void;
  /** The transport can't keep what arrives: the round ends with this error, and no site is to blame. */
  storageFailed(error: CohortloomError): void;
  /**
   * Resolves when the contribution is counted and, in rounds of one exchange, durable.
   * @throws CL-NET-003 when bytes don't match the hash or aren't readable, CL-ROUND-002 when the contribution doesn't
   * fit the layout, CL-ROUND-003 when the slot holds another contribution, CL-CONF-004 for a site that isn't a member
   */
  submit(site: string, submission: Submission): Promise<Receipt>;
}
