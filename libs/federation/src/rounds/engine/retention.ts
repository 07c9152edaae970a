import type { BlobStore } from '#storage/ports/blob-store';
import { hashesNeeded, isKept, latestCheckpoints } from '../kept-blobs.ts';
import type { CheckpointRecord, RoundHistory } from '../round-history.ts';
import { hashesOf } from '../round-state.ts';

/** Deletes the blobs of a study that no restart will ask for again. */
export class Retention {
  readonly #blobs: BlobStore;
  readonly #mayDelete: () => Promise<boolean>;
  /** Contributions to closed rounds for which no checkpoint stands. */
  readonly #kept = new Set<string>();
  /** Latest checkpoint by the first round of its series. */
  readonly #checkpoints = new Map<number, string>();

  constructor(blobs: BlobStore, mayDelete: () => Promise<boolean> = async () => true) {
    this.#blobs = blobs;
    this.#mayDelete = mayDelete;
  }

  /** Begins with what the journal tells, and ends what a crash has left half deleted. */
  async recall(rounds: ReadonlyMap<number, RoundHistory>): Promise<void> {
    const latest = latestCheckpoints(rounds.values());
    for (const [first, { sha256 }] of latest) this.#checkpoints.set(first, sha256);
    for (const history of rounds.values()) {
      if (history.participants !== undefined && isKept(history, latest)) this.keep(hashesOf(history.state).values());
    }
    const needed = hashesNeeded(rounds.values());
    for (const { round } of latest.values()) await this.#delete(supersededBy(rounds, round), needed);
  }

  keep(hashes: Iterable<string>): void {
    for (const sha256 of hashes) this.#kept.add(sha256);
  }

  /** A checkpoint is in the journal: it stands for these contributions, and for the checkpoint before it. */
  async supersede(contributions: Iterable<string>, { first, sha256 }: CheckpointRecord): Promise<void> {
    const before = this.#checkpoints.get(first);
    this.#checkpoints.set(first, sha256);
    await this.release(before === undefined ? contributions : [...contributions, before]);
  }

  async release(hashes: Iterable<string>): Promise<void> {
    await this.#delete(hashes, new Set([...this.#kept, ...this.#checkpoints.values()]));
  }

  async #delete(hashes: Iterable<string>, except: ReadonlySet<string>): Promise<void> {
    const doomed = [...hashes].filter((sha256) => !except.has(sha256));
    if (doomed.length > 0 && (await this.#mayDelete()))
      await Promise.all(doomed.map((sha256) => this.#blobs.delete(sha256)));
  }
}

/** What was to be deleted when this round closed. Later rounds began after that, and earlier ones were done with. */
function supersededBy(rounds: ReadonlyMap<number, RoundHistory>, round: number): string[] {
  const closed = rounds.get(round);
  const before = rounds.get(round - 1)?.checkpoint;
  const contributions = closed === undefined ? [] : [...hashesOf(closed.state).values()];
  const isOfSeries = before !== undefined && before.first === closed?.checkpoint?.first;
  return isOfSeries ? [...contributions, before.sha256] : contributions;
}
