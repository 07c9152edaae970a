import { open, readFile, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Appended, JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';
import { damagedFile, isNotFound, notWritable } from './disk-errors.ts';
import { fileNameOf } from '../study-name.ts';
import { decodeJournal, encodeEntry } from './journal-lines.ts';
import { syncFolder } from './write-durably.ts';
import { makeFolder } from './make-folder.ts';

/** One study's journal while this process writes it. */
interface OpenJournal {
  readonly file: FileHandle;
  readonly path: string;
  readonly keys: Map<string, JournalEntry>;
  /** Bytes of whole lines: what a failed write is cut back to. */
  size: number;
}

/**
 * A journal as a file of JSON lines per study. A line is on the disk (fsync) before it is acknowledged; a torn last line,
 * as a crash leaves it, was never acknowledged and is dropped. One process writes a folder at a time.
 */
export class DiskRoundJournal implements RoundJournal {
  readonly #folder: string;
  readonly #open = new Map<string, Promise<OpenJournal>>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  append(study: string, event: JournalEvent): Promise<Appended> {
    const result = this.#tail.then(() => this.#append(study, event));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async appendAll(study: string, events: readonly JournalEvent[]): Promise<readonly Appended[]> {
    const appended: Appended[] = [];
    for (const event of events) appended.push(await this.append(study, event));
    return appended;
  }

  async lengths(): Promise<ReadonlyMap<string, number>> {
    const names = await readdir(this.#folder).catch(() => []);
    const lengths = new Map<string, number>();
    for (const name of names.filter((file) => file.endsWith('.jsonl')).sort()) {
      const path = join(this.#folder, name);
      lengths.set(name.slice(0, -'.jsonl'.length), decodeJournal(path, await readIfThere(path)).entries.length);
    }
    return lengths;
  }

  async *read(study: string, fromSequence = 0): AsyncIterable<JournalEntry> {
    const path = this.#pathOf(study);
    const { entries } = decodeJournal(path, await readIfThere(path));
    yield* entries.slice(fromSequence);
  }

  async close(): Promise<void> {
    await this.#tail;
    for (const journal of this.#open.values()) await (await journal).file.close();
    this.#open.clear();
  }

  async #append(study: string, event: JournalEvent): Promise<Appended> {
    const journal = await this.#openJournal(study);
    const known = journal.keys.get(event.key);
    if (known !== undefined) return { entry: known, appended: false };
    const line = encodeEntry({ sequence: journal.keys.size, ...event });
    await this.#write(study, journal, line);
    const { entries } = decodeJournal(journal.path, line, journal.keys.size);
    journal.keys.set(event.key, entries[0]);
    return { entry: entries[0], appended: true };
  }

  /** After a failed write the file may end in half a line: opening it anew cuts that off. */
  async #write(study: string, journal: OpenJournal, line: Uint8Array): Promise<void> {
    try {
      await journal.file.appendFile(line);
      await journal.file.datasync();
    } catch (cause) {
      this.#open.delete(study);
      await journal.file.truncate(journal.size).catch(() => undefined);
      await journal.file.close().catch(() => undefined);
      throw notWritable(journal.path, cause);
    }
    journal.size += line.length;
  }

  #openJournal(study: string): Promise<OpenJournal> {
    const known = this.#open.get(study);
    if (known !== undefined) return known;
    const opened = this.#openFile(this.#pathOf(study));
    this.#open.set(study, opened);
    opened.catch(() => this.#open.delete(study));
    return opened;
  }

  async #openFile(path: string): Promise<OpenJournal> {
    const { entries, size } = decodeJournal(path, await readIfThere(path));
    try {
      await makeFolder(this.#folder);
      const file = await open(path, 'a');
      await file.truncate(size);
      await syncFolder(this.#folder);
      return { file, path, size, keys: new Map(entries.map((entry) => [entry.key, entry])) };
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }

  #pathOf(study: string): string {
    return join(this.#folder, `${fileNameOf(study)}.jsonl`);
  }
}

async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isNotFound(error)) return new Uint8Array();
    throw damagedFile(path, undefined, error);
  }
}
