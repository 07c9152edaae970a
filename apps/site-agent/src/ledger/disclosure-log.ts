import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DisclosedVector } from '#federation/disclosures/disclosure';
import type { RoundKind } from '#federation/rounds/round';
import { makeFolder } from '#storage/disk/make-folder';
import { syncFolder } from '#storage/disk/synced-files';

export interface DisclosureEntry {
  readonly study: string;
  readonly site: string;
  readonly round: number;
  readonly exchange: number;
  readonly kind: RoundKind;
  readonly task: string;
  readonly rowCount: number;
  readonly bytes: number;
  /** The least count above 0 in what is sent, where it has counts: the fewest rows that one of its numbers tells of. */
  readonly smallestCount?: number;
  /** Of what is sent, lower-case hex. */
  readonly sha256: string;
  readonly vectors: readonly DisclosedVector[];
}

/**
 * The site's own record of everything that left it: `disclosures.jsonl`, one line per contribution, on the disk before the
 * contribution is sent. One that an earlier process has noted, and this one sends again, gets a short line with
 * `again: true`: it tells that it was sent, and that nothing more was disclosed. Later exchanges of a round leave out
 * `vectors` where they are those of the line before.
 */
export class DisclosureLog {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #now: () => Date;
  readonly #known: Set<string>;
  #lastShape = '';
  /** Whether the last line may be only half there, since the disk took no more of it. */
  #isTorn = false;

  private constructor(file: FileHandle, path: string, known: Set<string>, now: () => Date) {
    this.#file = file;
    this.#path = path;
    this.#known = known;
    this.#now = now;
  }

  /**
   * Creates the folder if need be, and cuts off the half line that a crash may have left: what it was about was never sent.
   * @throws CL-IO-002
   */
  static async open(folder: string, now: () => Date = () => new Date()): Promise<DisclosureLog> {
    const path = join(folder, 'disclosures.jsonl');
    try {
      await makeFolder(folder);
      const file = await open(path, 'a+');
      const bytes = await file.readFile();
      const size = bytes.lastIndexOf('\n') + 1;
      if (size < bytes.length) await file.truncate(size);
      await syncFolder(folder);
      return new DisclosureLog(file, path, knownIn(bytes.subarray(0, size)), now);
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }

  /** @throws CL-IO-002 when the line can't be written; nothing may be sent then */
  async append(entry: DisclosureEntry): Promise<void> {
    const key = keyOf(entry);
    const line = this.#known.has(key) ? { ...withoutVectors(entry), again: true } : this.#fullLine(entry);
    try {
      const separator = this.#isTorn ? await this.#endOfTornLine() : '';
      this.#isTorn = true;
      await this.#file.appendFile(`${separator}${JSON.stringify({ time: this.#now().toISOString(), ...line })}\n`);
      await this.#file.datasync();
      this.#isTorn = false;
    } catch (cause) {
      throw notWritable(this.#path, cause);
    }
    this.#known.add(key);
    if (!('again' in line)) this.#lastShape = shapeOf(entry);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Half a line, of what was never sent, stays a line of its own: it must not spoil the next. */
  async #endOfTornLine(): Promise<string> {
    const { size } = await this.#file.stat();
    if (size === 0) return '';
    const { buffer } = await this.#file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() === '\n' ? '' : '\n';
  }

  #fullLine(entry: DisclosureEntry): object {
    return shapeOf(entry) === this.#lastShape ? withoutVectors(entry) : entry;
  }
}

function withoutVectors(entry: DisclosureEntry): Omit<DisclosureEntry, 'vectors'> {
  const { vectors: _, ...rest } = entry;
  return rest;
}

function shapeOf({ study, round, task, vectors }: DisclosureEntry): string {
  return JSON.stringify([study, round, task, vectors]);
}

/** By which a contribution is known: the same slot and the same bytes. */
function keyOf({ study, site, round, exchange, sha256 }: DisclosureEntry): string {
  return JSON.stringify([study, site, round, exchange, sha256]);
}

/** Lines that people or other programs have spoiled are left alone. */
function knownIn(bytes: Buffer): Set<string> {
  const known = new Set<string>();
  for (const line of bytes.toString('utf8').split('\n')) {
    try {
      if (line !== '') known.add(keyOf(JSON.parse(line) as DisclosureEntry));
    } catch {
      continue;
    }
  }
  return known;
}

function notWritable(file: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: "The site's ledger of disclosures can't be written; nothing is sent without it.",
    where: { file },
    todo: 'Choose another data folder, or give this user the right to write there and room on the disk.',
    cause,
  });
}
