import { interrupted } from './maintenance-errors.ts';
import type { JournalEntry } from './ports/round-journal.ts';
import type { StudyRecord } from './ports/study-store.ts';

/** Hashes of blobs that a study needs, from its journal; it has no record where only a journal is kept. */
export type BlobNeeds = (study: StudyRecord | undefined, entries: readonly JournalEntry[]) => Iterable<string>;

/** How far work on a store has come. */
export interface MaintenanceProgress {
  readonly step: 'journal' | 'blobs';
  /** Entries or bytes. */
  readonly done: number;
  readonly total: number;
}

export interface MaintenanceOptions {
  readonly onProgress?: (progress: MaintenanceProgress) => void;
  /** Ends the work with CL-ROUND-006. */
  readonly signal?: AbortSignal;
}

/** Tells of one step's progress, and ends the work when it is asked to. */
export class StepReport {
  readonly #step: MaintenanceProgress['step'];
  readonly #total: number;
  readonly #what: string;
  readonly #options: MaintenanceOptions;
  #done = 0;

  /** @param what the work, as in "the copy was interrupted" */
  constructor(what: string, step: MaintenanceProgress['step'], total: number, options: MaintenanceOptions) {
    this.#what = what;
    this.#step = step;
    this.#total = total;
    this.#options = options;
    this.advance(0);
  }

  advance(by: number): void {
    if (this.#options.signal?.aborted) throw interrupted(this.#what);
    this.#done += by;
    this.#options.onProgress?.({ step: this.#step, done: this.#done, total: this.#total });
  }
}
