import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import type { DisclosedVector } from '#federation/disclosures/disclosure';
import type { RoundKind } from '#federation/rounds/round';
import { makeFolder } from '#storage/disk/make-folder';

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
 * The site's own record of everything that left it: `disclosures.jsonl`, one line per contribution, written before the
 * contribution is sent. Later exchanges of a round leave out `vectors` where they are those of the line before.
 */
export class DisclosureLog {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #now: () => Date;
  #lastShape = '';

  private constructor(file: FileHandle, path: string, now: () => Date) {
    this.#file = file;
    this.#path = path;
    this.#now = now;
  }

  /** Creates the folder if need be. @throws CL-IO-002 */
  static async open(folder: string, now: () => Date = () => new Date()): Promise<DisclosureLog> {
    const path = join(folder, 'disclosures.jsonl');
    try {
      await makeFolder(folder);
      return new DisclosureLog(await open(path, 'a'), path, now);
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }

  /** @throws CL-IO-002 when the line can't be written; nothing may be sent then */
  async append({ vectors, ...entry }: DisclosureEntry): Promise<void> {
    const shape = JSON.stringify([entry.study, entry.round, entry.task, vectors]);
    const line = { time: this.#now().toISOString(), ...entry, ...(shape !== this.#lastShape && { vectors }) };
    try {
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    } catch (cause) {
      throw notWritable(this.#path, cause);
    }
    this.#lastShape = shape;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function notWritable(file: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: "The site's ledger of disclosures can't be written; nothing is sent without it.",
    where: { file },
    todo: 'Choose another data folder, or give this user the right to write there and room on the disk.',
    cause,
  });
}
