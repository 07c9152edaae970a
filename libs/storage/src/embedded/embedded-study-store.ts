import type { Fence } from '../ports/lease-store.ts';
import type { JsonValue } from '../ports/round-journal.ts';
import type { StoreClock } from '../ports/store-clock.ts';
import type { NewStudy, StudyRecord, StudyStore } from '../ports/study-store.ts';
import { adoptedStudy, createdStudy, updatedStudy } from '../study-changes.ts';
import { decodeStudy, encodeStudy, type StoredStudy } from '../study-encoding.ts';
import { fileNameOf } from '../study-name.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { checkFence } from './embedded-lease-store.ts';

const COLUMNS = 'id, revision, updated_at AS updatedAt, declaration, state, sha256';
const SELECT = `SELECT ${COLUMNS} FROM studies WHERE id = ?`;
const LIST = `SELECT ${COLUMNS} FROM studies ORDER BY id`;
const UPSERT = `INSERT INTO studies (id, revision, updated_at, declaration, state, sha256) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET revision = excluded.revision, updated_at = excluded.updated_at, state = excluded.state,
    sha256 = excluded.sha256`;

/** Studies as rows of the store's database. */
export class EmbeddedStudyStore implements StudyStore {
  readonly #database: EmbeddedDatabase;
  readonly #clock: StoreClock;

  constructor(database: EmbeddedDatabase, clock: StoreClock) {
    this.#database = database;
    this.#clock = clock;
  }

  async create(study: NewStudy): Promise<StudyRecord> {
    return this.#change(study.id, (present) => createdStudy(study, present, this.#clock.now()));
  }

  async get(id: string): Promise<StudyRecord | undefined> {
    return this.#find(fileNameOf(id));
  }

  async list(): Promise<readonly StudyRecord[]> {
    return this.#database.all(LIST).map((row) => decodeStudy(row as unknown as StoredStudy));
  }

  async update(id: string, revision: number, state: JsonValue, fence?: Fence): Promise<StudyRecord> {
    const change = { revision, state, updatedAt: this.#clock.now() };
    return this.#change(id, (present) => updatedStudy(id, present, change), fence);
  }

  async adopt(record: StudyRecord): Promise<void> {
    this.#change(record.id, (present) => adoptedStudy(record, present));
  }

  #change(id: string, next: (present: StudyRecord | undefined) => StudyRecord, fence?: Fence): StudyRecord {
    return this.#database.transact(() => {
      checkFence(this.#database, id, fence);
      const study = encodeStudy(next(this.#find(id)));
      const { revision, updatedAt, declaration, state, sha256 } = study;
      this.#database.run(UPSERT, id, revision, updatedAt, declaration, state, sha256);
      return decodeStudy(study);
    });
  }

  #find(id: string): StudyRecord | undefined {
    const row = this.#database.get(SELECT, id);
    return row === undefined ? undefined : decodeStudy(row as unknown as StoredStudy);
  }
}
