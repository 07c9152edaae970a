import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { studyChanged, studyTaken, studyUnknown } from '../study-errors.ts';
import type { JsonValue } from '../ports/round-journal.ts';
import type { StudyRecord, StudyStore } from '../ports/study-store.ts';
import { damagedFile, isNotFound, notWritable } from './disk-errors.ts';
import { fileNameOf } from '../study-name.ts';
import { writeDurably } from './write-durably.ts';
import { makeFolder } from './make-folder.ts';

const SUFFIX = '.json';

const record = z.object({
  id: z.string(),
  revision: z.number().int().positive(),
  declaration: z.json(),
  state: z.json(),
});

/** Studies as a JSON file each. One process writes a folder at a time. */
export class DiskStudyStore implements StudyStore {
  readonly #folder: string;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  create(study: Omit<StudyRecord, 'revision'>): Promise<StudyRecord> {
    return this.#inTurn(async () => {
      if ((await this.get(study.id)) !== undefined) throw studyTaken(study.id);
      return this.#write({ ...study, revision: 1 });
    });
  }

  async get(id: string): Promise<StudyRecord | undefined> {
    const path = this.#pathOf(id);
    try {
      return record.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw damagedFile(path, undefined, error);
    }
  }

  async list(): Promise<readonly StudyRecord[]> {
    const ids = (await this.#fileNames()).map((name) => name.slice(0, -SUFFIX.length)).sort();
    const records = await Promise.all(ids.map((id) => this.get(id)));
    return records.filter((study) => study !== undefined);
  }

  update(id: string, revision: number, state: JsonValue): Promise<StudyRecord> {
    return this.#inTurn(async () => {
      const study = await this.get(id);
      if (study === undefined) throw studyUnknown(id);
      if (study.revision !== revision) throw studyChanged(id);
      return this.#write({ ...study, revision: revision + 1, state });
    });
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(operation);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #write(study: StudyRecord): Promise<StudyRecord> {
    const path = this.#pathOf(study.id);
    await makeFolder(this.#folder).catch((cause: unknown) => {
      throw notWritable(this.#folder, cause);
    });
    await writeDurably(path, new TextEncoder().encode(JSON.stringify(study, null, 2) + '\n'));
    return study;
  }

  async #fileNames(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith(SUFFIX));
    } catch (error) {
      if (isNotFound(error)) return [];
      throw damagedFile(this.#folder, undefined, error);
    }
  }

  #pathOf(id: string): string {
    return join(this.#folder, fileNameOf(id) + SUFFIX);
  }
}
