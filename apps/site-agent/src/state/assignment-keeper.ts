import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { readSealed, writeSealed } from './sealed-file.ts';

const CHECKPOINT = 'checkpoint';

const WORK = z.object({ assignment: z.string(), inputs: z.string() });

export interface KeeperOptions {
  /** The state folder. */
  readonly folder: string;
  /**
   * Of all that decides a contribution beside the assignment (rows, dictionary, engine, release): what was computed from
   * others is never used.
   */
  readonly inputs: string;
  readonly log: (words: string) => void;
}

/**
 * What an agent has of its one assignment, on the disk, so that its successor goes on there: a checkpoint of the work.
 * Everything names its assignment and is checked when it is read; whatever doesn't fit, or is damaged, is as if it weren't
 * there. Keeping never stops the work: where the disk takes no more, only the safety is lost, and the log says so.
 */
export class AssignmentKeeper {
  readonly #options: KeeperOptions;
  #tail: Promise<void> = Promise.resolve();
  #assignment = '';
  #isFailing = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** From now on this assignment is kept; what is there of another is removed. */
  async begin(assignment: string): Promise<void> {
    this.#assignment = assignment;
  }

  /** What was saved of the work on this assignment. */
  async checkpoint(assignment: string): Promise<Uint8Array | undefined> {
    await this.#tail;
    const file = await readSealed(this.#path(CHECKPOINT));
    if (file === undefined) return undefined;
    if (file === 'damaged') return this.#ignore('The checkpoint of the work is damaged');
    const { success, data } = WORK.safeParse(file.header);
    if (!success || data.assignment !== assignment) return undefined;
    if (data.inputs !== this.#options.inputs) return this.#ignore('Table, engine or release have changed');
    return file.payload;
  }

  /** Resolves when it is on the disk, or can't be. */
  saveCheckpoint(assignment: string, bytes: Uint8Array): Promise<void> {
    const { inputs } = this.#options;
    return this.#keep(assignment, () => writeSealed(this.#path(CHECKPOINT), { assignment, inputs }, bytes));
  }

  /** Nothing more is wanted: removes everything. */
  forget(): Promise<void> {
    this.#assignment = '';
    return this.#inTurn(() => this.#remove(CHECKPOINT));
  }

  /** Resolves when all that was to be kept is. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  /** What comes late, for an assignment that is over, is dropped. */
  #keep(assignment: string, write: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      if (assignment === this.#assignment) await write();
    });
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(action).then(
      () => void (this.#isFailing = false),
      (error: unknown) => this.#complain(error),
    );
    return this.#tail;
  }

  async #remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  #ignore(why: string): undefined {
    this.#options.log(`${why}: what was saved of the work is ignored, and it begins anew.`);
    return undefined;
  }

  #complain(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const cause = error instanceof CohortloomError ? error.what : (error as Error).message;
    this.#options.log(`The state folder can't be written; if the agent is killed now, work is lost. ${cause}`);
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }
}
