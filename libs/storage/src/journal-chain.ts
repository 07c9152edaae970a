import { createHash } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import type { JournalEntry, JournalEvent } from './ports/round-journal.ts';

/**
 * An entry as durable stores keep it: its data as JSON text, and a link, the SHA-256 of itself and of the link before
 * it. So whatever was altered, lost or put in shows, and two stores hold the same history if their last links agree.
 */
export interface StoredEntry {
  readonly sequence: number;
  readonly key: string;
  readonly type: string;
  readonly at: number;
  /** JSON. */
  readonly data: string;
  /** Lower-case hex. */
  readonly link: string;
}

/** Where a study's journal ends. */
export interface JournalHead {
  /** How many entries there are. */
  readonly length: number;
  /** Of the last entry. */
  readonly link: string;
}

export const EMPTY_JOURNAL: JournalHead = { length: 0, link: '' };

/** The entry that an event becomes at the end of a journal. */
export function chainEntry(event: JournalEvent, head: JournalHead): StoredEntry {
  const { key, type, at } = wellFormed(event);
  const unlinked = { sequence: head.length, key, type, at, data: JSON.stringify(event.data) };
  return { ...unlinked, link: linkOf(unlinked, head.link) };
}

/** An event as it comes back: texts that no encoding can hold are made whole, so that what is read is what was linked. */
export function wellFormed(event: JournalEvent): JournalEvent {
  return { ...event, key: event.key.toWellFormed(), type: event.type.toWellFormed() };
}

export function headAfter({ sequence, link }: StoredEntry): JournalHead {
  return { length: sequence + 1, link };
}

export function entryOf({ sequence, key, type, at, data }: StoredEntry): JournalEntry {
  return { sequence, key, type, at, data: JSON.parse(data) };
}

/** Follows a journal as it is read. Throws CL-IO-004 where it isn't what was written. */
export class ChainReader {
  readonly #study: string;
  #head: JournalHead;

  /** @param head where reading begins */
  constructor(study: string, head: JournalHead) {
    this.#study = study;
    this.#head = head;
  }

  accept(stored: StoredEntry): JournalEntry {
    const isNext = stored.sequence === this.#head.length && stored.link === linkOf(stored, this.#head.link);
    if (!isNext) throw damagedJournal(this.#study, this.#head.length);
    this.#head = headAfter(stored);
    return entryOf(stored);
  }

  /** To be called at the end, with where the journal should end. */
  finish({ length, link }: JournalHead): void {
    if (length !== this.#head.length || link !== this.#head.link) throw damagedJournal(this.#study, this.#head.length);
  }
}

export function damagedJournal(study: string, sequence: number, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The journal is damaged from entry ${sequence} on: an entry was altered, or is missing.`,
    where: { study },
    todo: 'The disk or a program has altered it: restore the store from a copy.',
    cause,
  });
}

function linkOf({ sequence, key, type, at, data }: Omit<StoredEntry, 'link'>, previous: string): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, sequence, key, type, at, data]))
    .digest('hex');
}
