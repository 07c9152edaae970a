import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { advanceStudy, type StudyEvent, type StudyState } from '#federation/study-state';
import type { JsonValue, JournalEntry, RoundJournal } from '#storage/ports/round-journal';
import { studyStateShape } from './study-document.ts';

/** What a study's journal tells of its life, beside its rounds. Numbered 0, 1, 2 … under the keys `study/N`. */
export const LIFE_RECORDS = {
  'study-changed': z.object({ event: z.string(), state: studyStateShape }),
  'study-led': z.object({ holder: z.string() }),
} as const;

export type LifeRecordType = keyof typeof LIFE_RECORDS;

export function isLifeRecord(type: string): type is LifeRecordType {
  return Object.hasOwn(LIFE_RECORDS, type);
}

/** Throws CL-IO-004. */
export function readLifeRecord<Type extends LifeRecordType>(
  entry: JournalEntry,
  type: Type,
): z.output<(typeof LIFE_RECORDS)[Type]> {
  const parsed = LIFE_RECORDS[type].safeParse(entry.data);
  if (!parsed.success) throw damaged(entry);
  return parsed.data as z.output<(typeof LIFE_RECORDS)[Type]>;
}

/** The study's state by its journal; undefined when the journal tells of none. */
export function replayLife(entries: Iterable<JournalEntry>): StudyState | undefined {
  let state: StudyState | undefined;
  for (const entry of entries) {
    if (entry.type === 'study-changed') state = readLifeRecord(entry, 'study-changed').state;
  }
  return state;
}

/** Where a study stands by its record and, if that was lost on the way, by its journal. */
export interface LifePosition {
  /** Life records in the journal. */
  readonly changes: number;
  readonly state: StudyState;
}

/**
 * Writes the life of one study into its journal. What a crash kept the study's record from hearing of is caught up with
 * first: the journal is right.
 */
export class LifeLog {
  readonly #journal: RoundJournal;
  readonly #study: string;
  readonly #now: () => number;

  constructor(journal: RoundJournal, study: string, now: () => number) {
    this.#journal = journal;
    this.#study = study;
    this.#now = now;
  }

  /** Where the study stands by its journal, if that is ahead of its record. */
  async latest(position: LifePosition): Promise<LifePosition> {
    let latest: LifePosition = { changes: 0, state: position.state };
    for await (const entry of this.#journal.read(this.#study)) {
      if (isLifeRecord(entry.type)) latest = { changes: latest.changes + 1, state: stateAfter(entry, latest.state) };
    }
    return latest.changes > position.changes ? latest : position;
  }

  /** Who leads from now on. */
  async led(holder: string, position: LifePosition): Promise<LifePosition> {
    const before = await this.#append('study-led', { holder }, position);
    if (before !== undefined) return this.led(holder, before);
    return { ...position, changes: position.changes + 1 };
  }

  /** Throws CL-CONF-007 when the state doesn't take the event. */
  async changed(event: StudyEvent, position: LifePosition): Promise<LifePosition> {
    const state = advanceStudy(position.state, event);
    const before = await this.#append(
      'study-changed',
      { event: event.type, state: { ...state } as JsonValue },
      position,
    );
    if (before !== undefined) return this.changed(event, before);
    return { state, changes: position.changes + 1 };
  }

  /** @returns undefined when it is written, or the position after the record that is there already */
  async #append(type: LifeRecordType, data: JsonValue, { changes, state }: LifePosition) {
    const event = { key: `study/${changes}`, type, at: this.#now(), data };
    const { entry, appended } = await this.#journal.append(this.#study, event);
    if (appended) return undefined;
    return { changes: changes + 1, state: stateAfter(entry, state) };
  }
}

function stateAfter(entry: JournalEntry, before: StudyState): StudyState {
  return entry.type === 'study-changed' ? readLifeRecord(entry, 'study-changed').state : before;
}

function damaged({ sequence, type }: JournalEntry): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The study's journal holds a record of type ${type} that can't be read (entry ${sequence}).`,
    todo: 'Restore the store from a copy, or run the version that wrote it.',
  });
}
