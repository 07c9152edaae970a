import type { ClientSession } from 'mongodb';
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
import { leadLost } from '../lease-errors.ts';
import type { Fence } from '../ports/lease-store.ts';
import type { Appended, JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';
import { fileNameOf } from '../study-name.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { isGoodFence, passOverDuplicate } from './mongodb-lease-store.ts';
import type { EntryDocument, MongodbCollections } from './mongodb-schema.ts';

const BATCH = 5_000;

interface Append {
  readonly study: string;
  readonly events: readonly JournalEvent[];
  readonly fence: Fence | undefined;
}

type Outcome = PromiseSettledResult<readonly Appended[]>;

/**
 * A journal as a document per entry, and one per study that says where it ends: every append changes the latter, so two
 * writers conflict there and one of them begins again. Appends that come at once share one transaction.
 */
export class MongodbRoundJournal implements RoundJournal {
  readonly #connection: MongodbConnection;
  readonly #writer = new GroupCommit<Append, readonly Appended[]>((appends) => this.#write(appends));
  /** Studies whose end has a document. */
  readonly #prepared = new Set<string>();

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async append(study: string, event: JournalEvent, fence?: Fence): Promise<Appended> {
    const [appended] = await this.appendAll(study, [event], fence);
    return appended;
  }

  async appendAll(study: string, events: readonly JournalEvent[], fence?: Fence): Promise<readonly Appended[]> {
    return this.#writer.add({ study: fileNameOf(study), events, fence });
  }

  async *read(study: string, fromSequence = 0): AsyncIterable<JournalEntry> {
    const head = await this.#head(study);
    await this.#refuseEntriesBeyond(study, head);
    if (fromSequence >= head.length) return;
    const reader = new ChainReader(study, { length: fromSequence, link: await this.#linkBefore(study, fromSequence) });
    const range = { study, sequence: { $gte: fromSequence, $lt: head.length } };
    const stored = this.#connection.items(({ journal }) =>
      journal.find(range, { projection: { _id: 0 }, batchSize: BATCH }).sort({ sequence: 1 }),
    );
    for await (const entry of stored) yield reader.accept(entry);
    reader.finish(head);
  }

  async lengths(): Promise<ReadonlyMap<string, number>> {
    const heads = await this.#connection.run(({ heads: all }) => all.find({ length: { $gt: 0 } }).toArray());
    heads.sort((a, b) => (a._id < b._id ? -1 : 1));
    return new Map(heads.map(({ _id: study, length }) => [study, length]));
  }

  /** Histories whose end is lost, which no list would name. */
  async faults(): Promise<string[]> {
    const studies = await this.#connection.run(({ journal }) => journal.distinct('study'));
    const lengths = await this.lengths();
    const lost = studies.filter((study) => !lengths.has(study));
    return lost.map((study) => `The end of the journal of study ${study} is lost.`);
  }

  /** Resolves when nothing is waiting to be written. */
  idle(): Promise<void> {
    return this.#writer.idle();
  }

  async #write(appends: readonly Append[]): Promise<readonly Outcome[]> {
    for (const { study, events } of appends) if (events.length > 0) await this.#prepare(study);
    return this.#connection.transact((collections, session) => new AppendGroup(collections, session).write(appends));
  }

  /** Outside of the transaction: in there, two that insert it at once would fail. */
  async #prepare(study: string): Promise<void> {
    if (this.#prepared.has(study)) return;
    await this.#connection.run(({ heads }) =>
      heads.updateOne({ _id: study }, { $setOnInsert: EMPTY_JOURNAL }, { upsert: true }).catch(passOverDuplicate),
    );
    this.#prepared.add(study);
  }

  async #head(study: string): Promise<JournalHead> {
    return (await this.#connection.run(({ heads }) => heads.findOne({ _id: study }))) ?? EMPTY_JOURNAL;
  }

  /** An entry and the end that counts it become visible together: an end read afterwards must have moved on. */
  async #refuseEntriesBeyond(study: string, { length }: JournalHead): Promise<void> {
    const filter = { study, sequence: { $gte: length } };
    const beyond = await this.#connection.run(({ journal }) => journal.findOne(filter));
    if (beyond !== null && (await this.#head(study)).length <= beyond.sequence) throw damagedJournal(study, length);
  }

  async #linkBefore(study: string, sequence: number): Promise<string> {
    if (sequence === 0) return EMPTY_JOURNAL.link;
    const filter = { study, sequence: sequence - 1 };
    return (await this.#connection.run(({ journal }) => journal.findOne(filter)))?.link ?? '';
  }
}

/** The appends of one transaction. */
class AppendGroup {
  readonly #collections: MongodbCollections;
  readonly #session: ClientSession;
  readonly #fences = new Map<string, Promise<boolean>>();
  readonly #studies = new Map<string, StudyAppends>();

  constructor(collections: MongodbCollections, session: ClientSession) {
    this.#collections = collections;
    this.#session = session;
  }

  async write(appends: readonly Append[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const append of appends) outcomes.push(await this.#attempt(append, appends));
    for (const study of this.#studies.values()) await study.save(this.#collections, this.#session);
    return outcomes;
  }

  async #attempt({ study, events, fence }: Append, appends: readonly Append[]): Promise<Outcome> {
    if (fence !== undefined && !(await this.#isGood(study, fence)))
      return { status: 'rejected', reason: leadLost(study) };
    if (events.length === 0) return { status: 'fulfilled', value: [] };
    const target = this.#studies.get(study) ?? (await this.#load(study, appends));
    return { status: 'fulfilled', value: events.map((event) => target.append(event)) };
  }

  #isGood(study: string, fence: Fence): Promise<boolean> {
    const name = `${study}/${fence.token}`;
    const known = this.#fences.get(name) ?? isGoodFence(this.#collections, this.#session, study, fence);
    this.#fences.set(name, known);
    return known;
  }

  async #load(study: string, appends: readonly Append[]): Promise<StudyAppends> {
    const { journal, heads } = this.#collections;
    const session = this.#session;
    const events = appends.filter((append) => append.study === study).flatMap((append) => append.events);
    const keys = [...new Set(events.map((event) => wellFormed(event).key))];
    const head = (await heads.findOne({ _id: study }, { session })) ?? EMPTY_JOURNAL;
    const known = await journal.find({ study, key: { $in: keys } }, { session, projection: { _id: 0 } }).toArray();
    const loaded = new StudyAppends(study, head, known);
    this.#studies.set(study, loaded);
    return loaded;
  }
}

/** What is appended to one study in a transaction. */
class StudyAppends {
  readonly #study: string;
  readonly #before: JournalHead;
  readonly #known: Map<string, StoredEntry>;
  readonly #added: StoredEntry[] = [];
  #head: JournalHead;

  constructor(study: string, { length, link }: JournalHead, known: readonly StoredEntry[]) {
    this.#study = study;
    this.#before = { length, link };
    this.#head = this.#before;
    this.#known = new Map(known.map((stored) => [stored.key, stored]));
  }

  append(event: JournalEvent): Appended {
    const known = this.#known.get(wellFormed(event).key);
    if (known !== undefined) return { entry: entryOf(known), appended: false };
    const stored = chainEntry(event, this.#head);
    this.#head = headAfter(stored);
    this.#known.set(stored.key, stored);
    this.#added.push(stored);
    return { entry: entryOf(stored), appended: true };
  }

  async save({ journal, heads }: MongodbCollections, session: ClientSession): Promise<void> {
    if (this.#added.length === 0) return;
    const filter = { _id: this.#study, length: this.#before.length };
    const { matchedCount } = await heads.updateOne(filter, { $set: this.#head }, { session });
    if (matchedCount !== 1) throw damagedJournal(this.#study, this.#before.length);
    await journal.insertMany(
      this.#added.map((stored): EntryDocument => ({ study: this.#study, ...stored })),
      { session },
    );
  }
}
