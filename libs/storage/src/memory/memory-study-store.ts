import type { Fence } from '../ports/lease-store.ts';
import type { JsonValue } from '../ports/round-journal.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import type { NewStudy, StudyRecord, StudyStore } from '../ports/study-store.ts';
import { adoptedStudy, createdStudy, updatedStudy } from '../study-changes.ts';
import { fileNameOf } from '../study-name.ts';
import type { MemoryLeaseStore } from './memory-lease-store.ts';

/** Studies that end with their process: for simulation and tests. */
export class MemoryStudyStore implements StudyStore {
  readonly #clock: StoreClock;
  readonly #leases: MemoryLeaseStore;
  readonly #studies = new Map<string, StudyRecord>();

  constructor(clock: StoreClock, leases: MemoryLeaseStore) {
    this.#clock = clock;
    this.#leases = leases;
  }

  async create(study: NewStudy): Promise<StudyRecord> {
    return this.#keep(createdStudy(study, this.#studies.get(study.id), this.#clock.now()));
  }

  async get(id: string): Promise<StudyRecord | undefined> {
    return this.#studies.get(fileNameOf(id));
  }

  async list(): Promise<readonly StudyRecord[]> {
    return [...this.#studies.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async update(id: string, revision: number, state: JsonValue, fence?: Fence): Promise<StudyRecord> {
    this.#leases.check(id, fence);
    const updatedAt = this.#clock.now();
    return this.#keep(updatedStudy(id, this.#studies.get(id), { revision, state, updatedAt }));
  }

  async adopt(record: StudyRecord): Promise<void> {
    this.#keep(adoptedStudy(record, this.#studies.get(record.id)));
  }

  #keep(study: StudyRecord): StudyRecord {
    const copy = structuredClone(study);
    this.#studies.set(study.id, copy);
    return copy;
  }
}
