import type { Seed } from '#random/random-stream';
import type { BlobStore } from '#storage/ports/blob-store';
import type { RoundJournal } from '#storage/ports/round-journal';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { RoundPolicy } from '../policy.ts';
import type { Clock, RoundGate, SiteTransport } from '../ports.ts';
import type { RoundStatus } from '../status.ts';

/**
 * `new RoundEngine(options)` implements `RoundRunner` (the study's side) and `SiteEvents` (the transport's side), and
 * has `status(): RoundStatus` for anyone who wonders what it waits for.
 */
export interface RoundEngineOptions {
  readonly study: string;
  readonly studySeed: Seed;
  /** The sites enrolled in the study. A round's members are those connected when it opens. */
  readonly sites: readonly string[];
  readonly policy: RoundPolicy;
  readonly clock: Clock;
  readonly transport: SiteTransport;
  readonly journal: RoundJournal;
  readonly blobs: BlobStore;
  /** Whether blobs that no restart will ask for may be deleted now; by default they may. */
  readonly mayDelete?: () => Promise<boolean>;
  readonly ledger?: DisclosureLedger;
  /** While it is closed, no further round or exchange opens. */
  readonly gate?: RoundGate;
  /**
   * Aborting ends the running round: with the reason if that is one of our errors, otherwise with CL-ROUND-006. What was
   * acknowledged stays in the journal.
   */
  readonly signal?: AbortSignal;
  /** Number of the first round that `run` gets (default 0): where a study goes on after a restart. */
  readonly firstRound?: number;
  /** Told in a sentence when something stored was damaged and is asked for again. */
  readonly onDamage?: (words: string) => void;
  /** Called after every change, at most as often as sites send; for progress displays. */
  readonly onStatus?: (status: RoundStatus) => void;
}
