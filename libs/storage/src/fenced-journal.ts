import type { Fence } from './ports/lease-store.ts';
import type { Appended, JournalEntry, JournalEvent, RoundJournal } from './ports/round-journal.ts';

/** A journal in the hands of one leader: every append shows its token, and throws CL-ROUND-007 once another leads. */
export class FencedJournal implements RoundJournal {
  readonly #journal: RoundJournal;
  readonly #fence: Fence;

  constructor(journal: RoundJournal, fence: Fence) {
    this.#journal = journal;
    this.#fence = fence;
  }

  append(study: string, event: JournalEvent): Promise<Appended> {
    return this.#journal.append(study, event, this.#fence);
  }

  appendAll(study: string, events: readonly JournalEvent[]): Promise<readonly Appended[]> {
    return this.#journal.appendAll(study, events, this.#fence);
  }

  read(study: string, fromSequence?: number): AsyncIterable<JournalEntry> {
    return this.#journal.read(study, fromSequence);
  }

  lengths(): Promise<ReadonlyMap<string, number>> {
    return this.#journal.lengths();
  }
}
