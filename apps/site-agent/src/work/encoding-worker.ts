import type { DisclosedVector } from '#federation/disclosures/disclosure';
import type { ReportProgress, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import { checkContribution } from '#sums/check-contribution';
import { encodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';
import { PacedCheckpoint } from './paced-checkpoint.ts';
import { smallestCount } from '#sums/smallest-count';

/** A contribution ready to be sent, and what of it the site's ledger notes. */
export interface EncodedContribution {
  readonly rowCount: number;
  /** The least count above 0 in it, where it has counts. */
  readonly smallestCount?: number;
  readonly vectors: readonly DisclosedVector[];
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
}

/** What an earlier process saved of the work on an assignment, and where this one saves. */
export interface AssignmentCheckpoint {
  readonly found: Uint8Array | undefined;
  /** The least time between two saves, milliseconds. */
  readonly interval: number;
  /** Resolves when it is kept, or can't be; never rejects. */
  save(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** A site worker that also encodes, so that a worker in a thread hands over nothing but the bytes. */
export interface EncodingWorker {
  /** @throws CL-ROUND-002 when the contribution isn't what the assignment asked for, and whatever the worker throws */
  contributeEncoded(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
    checkpoint?: AssignmentCheckpoint,
  ): Promise<EncodedContribution>;
  /** Releases what the worker holds. */
  close(): Promise<void>;
}

/** Runs the worker in this thread: for workers that don't compute for long at a stretch. */
export function encodingInline(worker: SiteWorker, site: string): EncodingWorker {
  return {
    contributeEncoded: (assignment, progress, signal, checkpoint) =>
      contributeAndEncode(worker, site, assignment, progress, signal, checkpoint),
    close: async () => {},
  };
}

/** Nothing but what the assignment asks for leaves the site: names, kinds and lengths are checked before encoding. */
export async function contributeAndEncode(
  worker: SiteWorker,
  site: string,
  assignment: SiteAssignment,
  progress: ReportProgress,
  signal: AbortSignal,
  checkpoint?: AssignmentCheckpoint,
): Promise<EncodedContribution & { readonly bytes: Uint8Array<ArrayBuffer> }> {
  const contribution = await worker.contribute(
    assignment,
    progress,
    signal,
    checkpoint && new PacedCheckpoint(checkpoint),
  );
  checkContribution(site, contribution, assignment.layout);
  const bytes = encodeContribution(contribution);
  const vectors = Array.from(contribution.vectors, ([name, { kind, values }]) => ({
    name,
    kind,
    length: values.length,
  }));
  const least = smallestCount(contribution);
  const counted = least === undefined ? {} : { smallestCount: least };
  return { rowCount: contribution.rowCount, ...counted, vectors, bytes, sha256: sha256Hex(bytes) };
}
