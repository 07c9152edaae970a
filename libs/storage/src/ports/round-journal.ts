import type { Fence } from './lease-store.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An event as it is handed in. */
export interface JournalEvent {
  /** Names the event within its study, e.g. `round/3/contribution/a`. An event with a known key isn't appended again. */
  readonly key: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: JsonValue;
}

export interface JournalEntry extends JournalEvent {
  /** 0, 1, 2 … without gaps within a study. */
  readonly sequence: number;
}

export interface Appended {
  /** The entry that the journal has under the event's key now. */
  readonly entry: JournalEntry;
  /** False when the key was known: the journal is as it was. */
  readonly appended: boolean;
}

/** The append-only history of each study. */
export interface RoundJournal {
  /**
   * Durable when it resolves. Appends of one process are ordered as called; a known key leaves the journal as it is.
   * @throws CL-ROUND-007 when the fence isn't that of the newest lease: nothing was appended
   * @throws CL-CONF-001 for a study's name that is unfit, CL-IO-002 or CL-IO-006 when the store can't write
   */
  append(study: string, event: JournalEvent, fence?: Fence): Promise<Appended>;
  /** Several events in their order, all or none. Throws as `append` does. */
  appendAll(study: string, events: readonly JournalEvent[], fence?: Fence): Promise<readonly Appended[]>;
  /**
   * Entries in order, from `fromSequence` (default 0) to what was the last one when reading began. An unknown study has
   * none. Throws CL-IO-004 on damage: a gap, an altered entry, a lost end.
   */
  read(study: string, fromSequence?: number): AsyncIterable<JournalEntry>;
  /** How many entries each study has, sorted by study; studies without any are left out. */
  lengths(): Promise<ReadonlyMap<string, number>>;
}
