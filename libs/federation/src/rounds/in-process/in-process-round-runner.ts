import type { Seed } from '#random/random-stream';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import type { BlobStore } from '#storage/ports/blob-store';
import type { RoundJournal } from '#storage/ports/round-journal';
import type { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { RoundEngine } from '../engine/round-engine.ts';
import { DEFAULT_POLICY, type RoundPolicy } from '../policy.ts';
import type { Clock } from '../ports.ts';
import type { RoundOutcome, RoundRequest, RoundRunner, SiteWorker } from '../round.ts';
import type { RoundStatus } from '../status.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';
import { type EncodingSiteWorker, InProcessTransport } from './in-process-transport.ts';

export interface InProcessOptions {
  readonly study: string;
  readonly studySeed: Seed;
  /** Sites by name. */
  readonly workers: ReadonlyMap<string, SiteWorker | EncodingSiteWorker>;
  /** Default: all sites. */
  readonly quorum?: number;
  /** Timeouts other than the defaults. Sites in one process don't go silent; without a word they work on. */
  readonly policy?: Partial<RoundPolicy>;
  /** Sites that work at the same time (default 1). */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: RoundStatus) => void;
  readonly ledger?: DisclosureLedger;
  /** Default: in memory. */
  readonly journal?: RoundJournal;
  readonly blobs?: BlobStore;
  readonly firstRound?: number;
  readonly clock?: Clock;
}

/** A day: sites in one process wait for one another, not for a network. */
const PATIENCE = 86_400_000;

/** Rounds among sites that are all in this process, through the same engine as over the wire. */
export class InProcessRoundRunner implements RoundRunner {
  readonly #engine: RoundEngine;

  constructor(options: InProcessOptions) {
    const sites = [...options.workers.keys()];
    const patience = { progressTimeout: PATIENCE, quorumDeadline: PATIENCE };
    const transport = new InProcessTransport(options.workers, () => this.#engine, options.concurrency);
    this.#engine = new RoundEngine({
      study: options.study,
      studySeed: options.studySeed,
      sites,
      policy: { ...DEFAULT_POLICY, ...patience, quorum: options.quorum ?? sites.length, ...options.policy },
      clock: options.clock ?? SYSTEM_CLOCK,
      transport,
      journal: options.journal ?? new MemoryRoundJournal(),
      blobs: options.blobs ?? new MemoryBlobStore(),
      ledger: options.ledger,
      signal: options.signal,
      firstRound: options.firstRound,
      onStatus: options.onStatus,
    });
    for (const site of sites) this.#engine.siteConnected(site);
  }

  run(request: RoundRequest): Promise<RoundOutcome> {
    return this.#engine.run(request);
  }

  resume(first: RoundRequest): Promise<Uint8Array | undefined> {
    return this.#engine.resume(first);
  }

  status(): RoundStatus {
    return this.#engine.status();
  }
}
