import type { Fence } from '../ports/lease-store.ts';
import type { Appended, JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';
import { fileNameOf } from '../study-name.ts';
import { MemoryLeaseStore } from './memory-lease-store.ts';

/** A journal that ends with its process: for simulation and tests. */
export class MemoryRoundJournal implements RoundJournal {
  readonly #leases: MemoryLeaseStore;
  /** By study, then by key, in the order of appending. */
  readonly #studies = new Map<string, Map<string, JournalEntry>>();

  /** Without leases no fence is good. */
  constructor(leases = new MemoryLeaseStore({ now: () => 0 })) {
    this.#leases = leases;
  }

  async append(study: string, event: JournalEvent, fence?: Fence): Promise<Appended> {
    const [appended] = await this.appendAll(study, [event], fence);
    return appended;
  }

  async appendAll(study: string, events: readonly JournalEvent[], fence?: Fence): Promise<readonly Appended[]> {
    this.#leases.check(fileNameOf(study), fence);
    const entries = this.#studies.get(study) ?? new Map<string, JournalEntry>();
    this.#studies.set(study, entries);
    return events.map((event) => appendTo(entries, asStored(event)));
  }

  async *read(study: string, fromSequence = 0): AsyncIterable<JournalEntry> {
    yield* [...(this.#studies.get(study)?.values() ?? [])].slice(fromSequence);
  }

  async lengths(): Promise<ReadonlyMap<string, number>> {
    const studies = [...this.#studies].filter(([, entries]) => entries.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(studies.map(([study, { size }]) => [study, size]));
  }
}

function appendTo(entries: Map<string, JournalEntry>, event: JournalEvent): Appended {
  const known = entries.get(event.key);
  if (known !== undefined) return { entry: known, appended: false };
  const entry = { sequence: entries.size, ...event };
  entries.set(entry.key, entry);
  return { entry, appended: true };
}

/** What would come back from JSON: nothing else may be in a journal. */
function asStored(event: JournalEvent): JournalEvent {
  return JSON.parse(JSON.stringify(event)) as JournalEvent;
}
