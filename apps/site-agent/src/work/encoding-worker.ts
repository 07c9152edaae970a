import type { ReportProgress, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import { encodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';

/** A contribution ready to be sent. */
export interface EncodedContribution {
  readonly rowCount: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
}

/** A site worker that also encodes, so that a worker in a thread hands over nothing but the bytes. */
export interface EncodingWorker {
  contributeEncoded(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
  ): Promise<EncodedContribution>;
  /** Releases what the worker holds. */
  close(): Promise<void>;
}

/** Runs the worker in this thread: for workers that don't compute for long at a stretch. */
export function encoding(worker: SiteWorker): EncodingWorker {
  return {
    contributeEncoded: async (assignment, progress, signal) => {
      const contribution = await worker.contribute(assignment, progress, signal);
      const bytes = encodeContribution(contribution);
      return { rowCount: contribution.rowCount, bytes, sha256: sha256Hex(bytes) };
    },
    close: async () => {},
  };
}
