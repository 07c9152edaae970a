import {
  type ClientSession,
  type Db,
  type DbOptions,
  type Document,
  MongoClient,
  type MongoClientOptions,
  ReadConcern,
  UUID,
} from 'mongodb';
import { notReplicated, storeError, unreadableUrl, wordily } from './mongodb-errors.ts';
import { itemsWithin, within } from './within.ts';
import { Answers } from './answers.ts';
import { Attempts, runTransaction, UnansweredStatement } from './run-transaction.ts';
import { MongodbCollections } from './mongodb-schema.ts';
import { TransactionSessions } from './transaction-sessions.ts';

const DEFAULT_DATABASE = 'cohortloom';
/**
 * How long an operation may look for a primary (an election takes ten seconds), or a transaction begin again, ms. An answer,
 * and its turn in a session, is waited for twice as long: what is ahead of it may take that time.
 */
const PATIENCE = 30_000;

/** Not for the URL to weaken: what is acknowledged is in the journals of a majority, and what is read is what they hold. */
const DURABLE = {
  writeConcern: { w: 'majority' as const, journal: true, wtimeoutMS: PATIENCE },
  readConcern: new ReadConcern('majority'),
  readPreference: 'primary' as const,
} satisfies DbOptions & MongoClientOptions;

const OPTIONS: MongoClientOptions = {
  ...DURABLE,
  appName: 'cohortloom',
  retryWrites: true,
  retryReads: true,
};

interface Opened {
  readonly place: string;
  readonly database: string;
  /** What the primary says of itself. */
  readonly hello: Document;
  readonly patience: number;
}

/** A database of a replica set. Failures of MongoDB are thrown as CL-IO-002, CL-IO-006, CL-IO-008 and CL-CONF-001. */
export class MongodbConnection {
  /** The URL without user, password and options. */
  readonly place: string;
  /** The same for every URL of this database, but for those of different routers of a sharded cluster. */
  readonly identity: string;
  readonly collections: MongodbCollections;
  /** Told of a session that another has taken the place of, by its UUID; the other is among `sessions`. */
  onReplaced: (former: string) => Promise<void> = async () => {};
  readonly #client: MongoClient;
  readonly #patience: number;
  readonly #sessions: TransactionSessions;
  readonly #answers: Answers;

  private constructor(client: MongoClient, { place, database, hello, patience }: Opened) {
    this.place = place;
    this.identity = identityOf(hello, place, database);
    this.#client = client;
    this.#patience = patience;
    this.#answers = new Answers(client, 2 * patience);
    this.#sessions = new TransactionSessions(client, 2 * patience, (former) => void this.onReplaced(former));
    this.collections = new MongodbCollections(durableDatabase(client, database));
  }

  static async open(url: string, patience = PATIENCE): Promise<MongodbConnection> {
    const place = placeOf(url);
    const client = createClient(url, patience);
    return wordily(place, async () => {
      try {
        await client.connect();
        const hello = await client.db('admin').command({ hello: 1 });
        if (hello.setName === undefined && hello.msg !== 'isdbgrid') throw notReplicated(place);
        return new MongodbConnection(client, { place, database: databaseOf(url), hello, patience });
      } catch (error) {
        await client.close();
        throw error;
      }
    });
  }

  /** Runs an operation outside of transactions. */
  run<T>(operation: (collections: MongodbCollections) => Promise<T>): Promise<T> {
    return wordily(this.place, () => within(2 * this.#patience, operation(this.collections)));
  }

  /** The items of a cursor. */
  async *items<T>(open: (collections: MongodbCollections) => AsyncIterable<T>): AsyncIterable<T> {
    try {
      yield* itemsWithin(2 * this.#patience, open(this.collections));
    } catch (error) {
      throw storeError(this.place, error);
    }
  }

  /** All or none of what `action` writes; a majority has it when this resolves. `action` may run more than once. */
  transact<T>(action: (collections: MongodbCollections, session: ClientSession) => Promise<T>): Promise<T> {
    return wordily(this.place, () => this.#transact(action));
  }

  /** UUIDs of the sessions that transactions run in. */
  get sessions(): readonly string[] {
    return this.#sessions.ids;
  }

  /**
   * Aborts the transactions of another process. A user may do so to sessions of its own without further rights; those of
   * another user are passed over. Throws what the driver throws.
   */
  async endSessions(sessions: readonly string[]): Promise<void> {
    const killSessions = sessions.map((id) => ({ id: new UUID(id) }));
    await within(this.#patience, this.#client.db('admin').command({ killSessions }));
  }

  /** In another session where a statement got no answer. */
  async #transact<T>(action: (collections: MongodbCollections, session: ClientSession) => Promise<T>): Promise<T> {
    const again = new Attempts(this.#patience);
    for (;;) {
      try {
        return await this.#sessions.run((session) =>
          runTransaction(session, this.#answers, again, () => action(this.collections, session)),
        );
      } catch (error) {
        if (!(error instanceof UnansweredStatement)) throw error;
        await again.orThrow(error);
      }
    }
  }

  /** The server's own time, which all processes share whatever their clocks say. */
  async serverTime(): Promise<Date> {
    const hello = await this.run(() => this.#client.db('admin').command({ hello: 1 }));
    return hello.localTime as Date;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** Hosts may be named in many ways, and names be those of other hosts elsewhere: the primary's process is one. */
function identityOf({ topologyVersion, setName, hosts }: Document, place: string, database: string): string {
  const server = topologyVersion?.processId ?? (setName === undefined ? place : `${setName} ${hosts}`);
  return `mongodb ${server} ${database}`;
}

function createClient(url: string, patience: number): MongoClient {
  try {
    return new MongoClient(url, { ...OPTIONS, serverSelectionTimeoutMS: patience, waitQueueTimeoutMS: patience });
  } catch {
    throw unreadableUrl(placeOf(url));
  }
}

/** Said again for the database: of the client's, a URL's `readConcernLevel` overrides what it is told here. */
export function durableDatabase(client: MongoClient, name: string): Db {
  return client.db(name, DURABLE);
}

/** The URL as it may be shown. All before the last @ goes, since a password may hold what should have been encoded. */
export function placeOf(url: string): string {
  return url.replace(/^\s*(mongodb(?:\+srv)?):?\/*(?:.*@)?/is, '$1://').replace(/\?.*$/s, '');
}

function databaseOf(url: string): string {
  const [, named] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]+)/.exec(url) ?? [];
  return named === undefined ? DEFAULT_DATABASE : decodeURIComponent(named);
}
