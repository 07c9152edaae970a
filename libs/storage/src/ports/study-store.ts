import type { JsonValue } from './round-journal.ts';

/** A study as it is kept. */
export interface StudyRecord {
  readonly id: string;
  /** Counts the changes, from 1; an update must name the revision it starts from. */
  readonly revision: number;
  /** The study as declared. */
  readonly declaration: JsonValue;
  /** Where the study stands (life cycle and whatever the coordinator needs to go on). */
  readonly state: JsonValue;
}

export interface StudyStore {
  /** Throws CL-CONF-001 when the id is taken or unfit for a file name. */
  create(study: Omit<StudyRecord, 'revision'>): Promise<StudyRecord>;
  get(id: string): Promise<StudyRecord | undefined>;
  /** Sorted by id. */
  list(): Promise<readonly StudyRecord[]>;
  /** Durable when it resolves. Throws CL-CONF-009 when another writer was faster, CL-CONF-008 when unknown. */
  update(id: string, revision: number, state: JsonValue): Promise<StudyRecord>;
}
