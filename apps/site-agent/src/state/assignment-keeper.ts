import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChunkReceiver } from '#protocol/transfer/chunk-receiver';
import type { EncodedContribution } from '../work/encoding-worker.ts';
import { PRIVATE_FILE } from './private-files.ts';
import { readSealed, writeSealed } from './sealed-file.ts';

/** Files of the state folder. The broadcast is a plain file that grows; its own SHA-256 tells whether it is whole. */
const ASSIGNMENT = 'assignment';
const BROADCAST = 'broadcast';
const CHECKPOINT = 'checkpoint';
const CONTRIBUTION = 'contribution';
const FILES = [CONTRIBUTION, CHECKPOINT, BROADCAST, ASSIGNMENT] as const;

const KEPT = z.object({ assignment: z.string() });
const WORK = KEPT.extend({ inputs: z.string() });
/** What the ledger notes goes along as it is. */
const CONTRIBUTED = WORK.extend({
  noted: z.custom<Omit<EncodedContribution, 'bytes'>>((value) => value !== undefined),
});

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

/** What an earlier process had of its assignment. */
export interface KeptAssignment {
  readonly key: string;
  /** As `keep` was given it. */
  readonly message: Uint8Array;
  /** The part of the broadcast that had arrived. */
  readonly broadcast: Uint8Array;
}

/**
 * What an agent has of its one assignment, on the disk, so that its successor goes on there: the assignment, the broadcast
 * as far as it has arrived, a checkpoint of the work, the contribution. Everything names its assignment and is checked when
 * it is read; whatever doesn't fit, or is damaged, is as if it weren't there. Keeping never stops the work: where the disk
 * takes no more, only the safety is lost, and the log says so.
 */
export class AssignmentKeeper {
  readonly #options: KeeperOptions;
  #tail: Promise<void> = Promise.resolve();
  #key = '';
  /** Bytes of the broadcast on the disk. */
  #written = 0;
  #isFailing = false;
  /** Files that may be there: an exchange is short, and looking for what isn't there takes a good part of it. */
  readonly #there = new Set<string>(FILES);

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** What is there from before, which is kept on. */
  async restore(): Promise<KeptAssignment | undefined> {
    const file = await this.#read(ASSIGNMENT, 'assignment', KEPT);
    if (file === undefined) return undefined;
    const broadcast = await readFile(this.#path(BROADCAST)).catch(() => new Uint8Array(0));
    this.#key = file.header.assignment;
    this.#written = broadcast.length;
    return { key: this.#key, message: file.payload, broadcast };
  }

  /** From now on this assignment is kept, and nothing of another. An empty key keeps none. */
  keep(key: string, message: Uint8Array): void {
    this.#key = key;
    void this.#inTurn(async () => {
      await this.#removeAll();
      if (key === this.#key && key !== '') await this.#write(ASSIGNMENT, { assignment: key }, message);
    });
  }

  /** Nothing more is wanted: removes everything. */
  forget(): void {
    this.keep('', new Uint8Array(0));
  }

  /** Another piece of the broadcast has arrived. Pieces that come while the disk is busy are written together. */
  saveBroadcast(key: string, receiver: ChunkReceiver): void {
    void this.#keep(key, async () => {
      const { held } = receiver;
      if (held.length <= this.#written) return;
      this.#there.add(BROADCAST);
      const file = await open(this.#path(BROADCAST), this.#written === 0 ? 'w' : 'r+', PRIVATE_FILE);
      try {
        await file.write(held, this.#written, held.length - this.#written, this.#written);
        this.#written = held.length;
      } finally {
        await file.close();
      }
    });
  }

  /** What was saved of the work on this assignment. */
  async checkpoint(key: string): Promise<Uint8Array | undefined> {
    return (await this.#readWork(key, CHECKPOINT, 'checkpoint of the work', WORK))?.payload;
  }

  /** Resolves when it is on the disk, or can't be. */
  saveCheckpoint(key: string, bytes: Uint8Array): Promise<void> {
    const header: z.infer<typeof WORK> = { assignment: key, inputs: this.#options.inputs };
    return this.#keep(key, () => this.#write(CHECKPOINT, header, bytes));
  }

  /** The contribution, if it had been computed. */
  async contribution(key: string): Promise<EncodedContribution | undefined> {
    const file = await this.#readWork(key, CONTRIBUTION, 'contribution', CONTRIBUTED);
    return file && { ...file.header.noted, bytes: file.payload };
  }

  /** Resolves when it is on the disk, or can't be; checkpoints aren't needed any more. */
  saveContribution(key: string, { bytes, ...noted }: EncodedContribution): Promise<void> {
    const header: z.infer<typeof CONTRIBUTED> = { assignment: key, inputs: this.#options.inputs, noted };
    return this.#keep(key, async () => {
      await this.#write(CONTRIBUTION, header, bytes);
      await this.#remove(CHECKPOINT);
    });
  }

  /** Resolves when all that was to be kept is. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  async #readWork<Header extends z.infer<typeof WORK>>(
    key: string,
    name: string,
    words: string,
    schema: z.ZodType<Header>,
  ) {
    const file = await this.#read(name, words, schema);
    if (file === undefined || file.header.assignment !== key) return undefined;
    if (file.header.inputs === this.#options.inputs) return file;
    this.#options.log(`Table, dictionary, engine or release have changed: the ${words} from before is not used.`);
    return undefined;
  }

  async #read<Header>(name: string, words: string, schema: z.ZodType<Header>) {
    await this.#tail;
    const file = this.#there.has(name) ? await readSealed(this.#path(name)) : undefined;
    if (file === undefined) return undefined;
    const header = file === 'damaged' ? undefined : schema.safeParse(file.header).data;
    if (file !== 'damaged' && header !== undefined) return { header, payload: file.payload };
    this.#options.log(`The ${words} from before is damaged and is not used.`);
    return undefined;
  }

  /** What comes late, for an assignment that is over, is dropped. */
  #keep(key: string, write: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      if (key === this.#key && key !== '') await write();
    });
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(action).then(
      () => void (this.#isFailing = false),
      (error: unknown) => this.#complain(error),
    );
    return this.#tail;
  }

  async #removeAll(): Promise<void> {
    for (const name of FILES) await this.#remove(name);
    this.#written = 0;
  }

  async #write(name: string, header: unknown, payload: Uint8Array): Promise<void> {
    this.#there.add(name);
    await writeSealed(this.#path(name), header, payload);
  }

  async #remove(name: string): Promise<void> {
    if (!this.#there.has(name)) return;
    await rm(this.#path(name), { force: true });
    this.#there.delete(name);
  }

  #complain(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const cause = error instanceof Error ? error.message : String(error);
    this.#options.log(`The state folder can't be written; if the agent is killed now, work is lost: ${cause}`);
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }
}
