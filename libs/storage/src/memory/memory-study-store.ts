import { fileNameOf } from '../study-name.ts';
import type { JsonValue } from '../ports/round-journal.ts';
import type { StudyRecord, StudyStore } from '../ports/study-store.ts';
import { studyChanged, studyTaken, studyUnknown } from '../study-errors.ts';

/** Studies that end with their process: for simulation and tests. */
export class MemoryStudyStore implements StudyStore {
  readonly #studies = new Map<string, StudyRecord>();

  async create(study: Omit<StudyRecord, 'revision'>): Promise<StudyRecord> {
    fileNameOf(study.id);
    if (this.#studies.has(study.id)) throw studyTaken(study.id);
    return this.#keep({ ...study, revision: 1 });
  }

  async get(id: string): Promise<StudyRecord | undefined> {
    return this.#studies.get(fileNameOf(id));
  }

  async list(): Promise<readonly StudyRecord[]> {
    return [...this.#studies.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async update(id: string, revision: number, state: JsonValue): Promise<StudyRecord> {
    const study = this.#studies.get(id);
    if (study === undefined) throw studyUnknown(id);
    if (study.revision !== revision) throw studyChanged(id);
    return this.#keep({ ...study, revision: revision + 1, state });
  }

  #keep(study: StudyRecord): StudyRecord {
    const copy = structuredClone(study);
    this.#studies.set(study.id, copy);
    return copy;
  }
}
