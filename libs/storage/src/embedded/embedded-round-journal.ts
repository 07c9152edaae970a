import { GroupCommit } from '../group-commit.ts';
import {
  chainEntry,
  ChainReader,
  damagedJournal,
  EMPTY_JOURNAL,
  entryOf,
  headAfter,
  type JournalHead,
  type StoredEntry,
  wellFormed,
} from '../journal-chain.ts';
import type { Fence } from '../ports/lease-store.ts';
import type { Appended, JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';
import { fileNameOf } from '../study-name.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { checkFence } from './embedded-lease-store.ts';

const COLUMNS = 'sequence, key, type, at, data, link';
const HEAD = 'SELECT length, link FROM journal_heads WHERE study = ?';
const HEADS = 'SELECT study, length FROM journal_heads WHERE length > 0 ORDER BY study';
const SET_HEAD = `INSERT INTO journal_heads (study, length, link) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET length = excluded.length, link = excluded.link`;
const KNOWN = `SELECT ${COLUMNS} FROM journal WHERE study = ? AND key = ?`;
const INSERT = `INSERT INTO journal (study, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const LINK = 'SELECT link FROM journal WHERE study = ? AND sequence = ?';
/** One statement, so that both are of the same moment whatever other processes append. */
const END = `SELECT (SELECT length FROM journal_heads WHERE study = ?1) AS length,
  (SELECT link FROM journal_heads WHERE study = ?1) AS link,
  (SELECT max(sequence) FROM journal WHERE study = ?1) AS last`;
const ENDLESS = 'SELECT DISTINCT study FROM journal WHERE study NOT IN (SELECT study FROM journal_heads)';
const PAGE = `SELECT ${COLUMNS} FROM journal WHERE study = ? AND sequence >= ? AND sequence < ? ORDER BY sequence`;
const PAGE_LENGTH = 1_000;

interface Append {
  readonly study: string;
  readonly events: readonly JournalEvent[];
  readonly fence: Fence | undefined;
}

/** A journal as rows of the store's database. Appends that come at once share one transaction and its wait for the disk. */
export class EmbeddedRoundJournal implements RoundJournal {
  readonly #database: EmbeddedDatabase;
  readonly #writer = new GroupCommit<Append, readonly Appended[]>((appends) => this.#write(appends));

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
  }

  async append(study: string, event: JournalEvent, fence?: Fence): Promise<Appended> {
    const [appended] = await this.appendAll(study, [event], fence);
    return appended;
  }

  async appendAll(study: string, events: readonly JournalEvent[], fence?: Fence): Promise<readonly Appended[]> {
    return this.#writer.add({ study: fileNameOf(study), events, fence });
  }

  async *read(study: string, fromSequence = 0): AsyncIterable<JournalEntry> {
    const head = this.#end(study);
    if (fromSequence >= head.length) return;
    const reader = new ChainReader(study, { length: fromSequence, link: this.#linkBefore(study, fromSequence) });
    for (let start = fromSequence; start < head.length; start += PAGE_LENGTH) {
      const rows = this.#database.all(PAGE, study, start, Math.min(start + PAGE_LENGTH, head.length));
      for (const row of rows) yield reader.accept(row as unknown as StoredEntry);
    }
    reader.finish(head);
  }

  async lengths(): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#database.all(HEADS).map(({ study, length }) => [String(study), Number(length)]));
  }

  /** Histories whose end is lost, which no list would name. */
  faults(): string[] {
    return this.#database.all(ENDLESS).map(({ study }) => `The end of the journal of study ${study} is lost.`);
  }

  /** Resolves when nothing is waiting to be written. */
  idle(): Promise<void> {
    return this.#writer.idle();
  }

  async #write(appends: readonly Append[]): Promise<PromiseSettledResult<readonly Appended[]>[]> {
    return this.#database.transact(() => appends.map((append) => this.#attempt(append)));
  }

  /** A lost lease is one writer's affair; a store that can't write fails the whole group. */
  #attempt({ study, events, fence }: Append): PromiseSettledResult<readonly Appended[]> {
    try {
      checkFence(this.#database, study, fence);
    } catch (reason) {
      return { status: 'rejected', reason };
    }
    return { status: 'fulfilled', value: this.#appendAll(study, events) };
  }

  #appendAll(study: string, events: readonly JournalEvent[]): readonly Appended[] {
    const before = this.#head(study);
    let head = before;
    const appended = events.map((event): Appended => {
      const known = this.#database.get(KNOWN, study, wellFormed(event).key);
      if (known !== undefined) return { entry: entryOf(known as unknown as StoredEntry), appended: false };
      const stored = chainEntry(event, head);
      const { sequence, key, type, at, data, link } = stored;
      this.#database.run(INSERT, study, sequence, key, type, at, data, link);
      head = headAfter(stored);
      return { entry: entryOf(stored), appended: true };
    });
    if (head !== before) this.#database.run(SET_HEAD, study, head.length, head.link);
    return appended;
  }

  #head(study: string): JournalHead {
    const row = this.#database.get(HEAD, study);
    return row === undefined ? EMPTY_JOURNAL : { length: Number(row.length), link: String(row.link) };
  }

  /** Throws CL-IO-004 when there are entries after what should be the last one. */
  #end(study: string): JournalHead {
    const row = this.#database.get(END, study);
    const head = { length: Number(row?.length ?? 0), link: String(row?.link ?? EMPTY_JOURNAL.link) };
    if (Number(row?.last ?? -1) >= head.length) throw damagedJournal(study, head.length);
    return head;
  }

  #linkBefore(study: string, sequence: number): string {
    return sequence === 0 ? EMPTY_JOURNAL.link : String(this.#database.get(LINK, study, sequence - 1)?.link);
  }
}
