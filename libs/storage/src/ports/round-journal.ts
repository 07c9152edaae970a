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

/** The append-only history of each study. */
export interface RoundJournal {
  /**
   * Durable when it resolves. Appends are ordered as called. A known key leaves the journal as it is and returns the
   * entry that is there.
   */
  append(study: string, event: JournalEvent): Promise<{ readonly entry: JournalEntry; readonly appended: boolean }>;
  /** Entries in order, from `fromSequence` (default 0). An unknown study has none. Throws CL-IO-004 on damage. */
  read(study: string, fromSequence?: number): AsyncIterable<JournalEntry>;
}
