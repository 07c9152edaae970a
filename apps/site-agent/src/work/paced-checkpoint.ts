import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { AssignmentCheckpoint } from './encoding-worker.ts';

/** Saves at most so often, and one at a time, so that it costs the work next to nothing. */
export class PacedCheckpoint implements CheckpointPort {
  readonly #kept: AssignmentCheckpoint;
  readonly #now: () => number;
  #lastSave: number;
  #isSaving = false;

  /** @param now milliseconds */
  constructor(kept: AssignmentCheckpoint, now: () => number = () => performance.now()) {
    this.#kept = kept;
    this.#now = now;
    this.#lastSave = now();
  }

  async load(): Promise<Uint8Array | undefined> {
    return this.#kept.found;
  }

  save(encode: () => Uint8Array<ArrayBuffer>): void {
    if (this.#isSaving || this.#now() - this.#lastSave < this.#kept.interval) return;
    this.#isSaving = true;
    void this.#kept.save(encode()).finally(() => {
      this.#isSaving = false;
      this.#lastSave = this.#now();
    });
  }
}
