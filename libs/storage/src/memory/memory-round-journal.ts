import type { JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';

/** A journal that ends with its process: for simulation and tests. */
export class MemoryRoundJournal implements RoundJournal {
  readonly #studies = new Map<string, JournalEntry[]>();
  readonly #keys = new Map<string, Map<string, JournalEntry>>();

  async append(study: string, event: JournalEvent): Promise<{ entry: JournalEntry; appended: boolean }> {
    const entries = this.#studies.get(study) ?? [];
    const keys = this.#keys.get(study) ?? new Map<string, JournalEntry>();
    const known = keys.get(event.key);
    if (known !== undefined) return { entry: known, appended: false };
    const entry = asStored({ sequence: entries.length, ...event });
    entries.push(entry);
    this.#studies.set(study, entries);
    this.#keys.set(study, keys.set(entry.key, entry));
    return { entry, appended: true };
  }

  async *read(study: string, fromSequence = 0): AsyncIterable<JournalEntry> {
    yield* (this.#studies.get(study) ?? []).slice(fromSequence);
  }
}

/** What would come back from JSON: nothing else may be in a journal. */
function asStored(entry: JournalEntry): JournalEntry {
  return JSON.parse(JSON.stringify(entry)) as JournalEntry;
}
