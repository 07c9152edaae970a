import { CohortloomError } from '#errors/cohortloom-error';
import type { Seed } from '#random/random-stream';
import type { Contribution } from '#sums/contribution';
import { encodeContribution } from '#sums/contribution-codec';
import type { SumLayout } from '#sums/layout';
import { sha256Hex } from '#sums/sha256';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import type { BlobStore } from '#storage/ports/blob-store';
import { KeptBlobs } from '#storage/testing/mortal-stores';
import type { JournalEntry, RoundJournal } from '#storage/ports/round-journal';
import type { RoundEngineOptions } from '../engine/engine-options.ts';
import { RoundEngine } from '../engine/round-engine.ts';
import type { EngineAssignment, SiteTransport, Slot, Submission } from '../ports.ts';
import type { RoundPolicy } from '../policy.ts';
import type { RoundRequest } from '../round.ts';
import { ManualClock } from './manual-clock.ts';

export const STUDY = 'demo';
export const SEED: Seed = 'seed';

/** Short times that differ from one another, in milliseconds. */
export const POLICY: RoundPolicy = {
  quorum: 2,
  progressTimeout: 1_000,
  quorumDeadline: 5_000,
  gatherTimeout: 500,
  maxReturns: 2,
};

export const LAYOUT: SumLayout = new Map([
  ['rows', { kind: 'count', length: 1 }],
  ['weights', { kind: 'weighted', length: 2 }],
]);

/** Remembers what the engine wanted of the sites. */
export class RecordingTransport implements SiteTransport {
  readonly assigned: { readonly site: string; readonly assignment: EngineAssignment }[] = [];
  readonly cancelled: (Slot & { readonly site: string; readonly reason: string })[] = [];

  assign(site: string, assignment: EngineAssignment): void {
    this.assigned.push({ site, assignment });
  }

  cancel(site: string, slot: Slot, reason: string): void {
    this.cancelled.push({ site, reason, ...slot });
  }
}

/** An engine whose time, sites and stores a test holds in its hands. */
export function makeEngine(changes: Partial<RoundEngineOptions> = {}) {
  const clock = new ManualClock();
  const transport = new RecordingTransport();
  const journal: RoundJournal = changes.journal ?? new MemoryRoundJournal();
  const blobs: BlobStore = changes.blobs ?? new KeptBlobs();
  const fixed = { study: STUDY, studySeed: SEED, sites: ['a', 'b', 'c'], policy: POLICY };
  const options: RoundEngineOptions = { ...fixed, clock, transport, ...changes, journal, blobs };
  return { engine: new RoundEngine(options), clock, transport, journal, blobs, options };
}

export function request(changes: Partial<RoundRequest> = {}): RoundRequest {
  return { kind: 'train', task: 'echo', broadcast: Uint8Array.of(1, 2, 3), layout: LAYOUT, ...changes };
}

/** A contribution that tells sites and amounts apart. */
export function contributionOf(rows: number, weight = rows / 8): Contribution {
  return {
    rowCount: rows,
    vectors: new Map([
      ['rows', { kind: 'count', values: Float64Array.of(rows) }],
      ['weights', { kind: 'weighted', weight: rows, values: Float32Array.of(weight, -weight) }],
    ]),
  };
}

export function submissionOf(contribution: Contribution, slot: Partial<Slot> = {}): Submission {
  const bytes = encodeContribution(contribution);
  return { round: 0, exchange: 0, ...slot, bytes, sha256: sha256Hex(bytes) };
}

export async function entriesOf(journal: RoundJournal): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(STUDY)) entries.push(entry);
  return entries;
}

export function connectAll({ engine, options }: ReturnType<typeof makeEngine>): void {
  for (const site of options.sites) engine.siteConnected(site);
}

/** What the promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<CohortloomError> {
  return promise.then(
    () => new CohortloomError('CL-INT-001', { what: 'No error came.', todo: 'Expect one.' }),
    (reason: unknown) => CohortloomError.from(reason),
  );
}
