import type { Fence } from './lease-store.ts';
import type { JsonValue } from './round-journal.ts';

/** A study as it is handed in. */
export interface NewStudy {
  readonly id: string;
  /** The study as declared. */
  readonly declaration: JsonValue;
  /** Where the study stands (life cycle and whatever the coordinator needs to go on). */
  readonly state: JsonValue;
}

/** A study as it is kept. */
export interface StudyRecord extends NewStudy {
  /** Counts the changes, from 1; an update must name the revision it starts from. */
  readonly revision: number;
  /** Of the last change, milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface StudyStore {
  /** Throws CL-CONF-001 when the id is taken or unfit for a file name. */
  create(study: NewStudy): Promise<StudyRecord>;
  get(id: string): Promise<StudyRecord | undefined>;
  /** Sorted by id. */
  list(): Promise<readonly StudyRecord[]>;
  /**
   * Durable when it resolves. Throws CL-CONF-009 when another writer was faster, CL-CONF-008 when unknown, CL-ROUND-007
   * when the fence isn't that of the newest lease.
   */
  update(id: string, revision: number, state: JsonValue, fence?: Fence): Promise<StudyRecord>;
  /**
   * Takes the record of another store as it is: for copies. A record of the same declaration and an older revision is
   * replaced. Throws CL-CONF-001 when the id belongs to another study, or to a newer state of this one.
   */
  adopt(record: StudyRecord): Promise<void>;
}
