import type { ClientSession, Document, WithId } from 'mongodb';
import type { Fence, Lease, LeaseStore } from '../ports/lease-store.ts';
import { fileNameOf } from '../study-name.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { isDuplicateKey, isNotAllowed, wordsOf } from './mongodb-errors.ts';
import type { LeaseDocument, MongodbCollections } from './mongodb-schema.ts';

/** The server's clock as a number: the only one that is asked, so that clocks that differ can't hand out a lease twice. */
const NOW = { $toLong: '$$NOW' };
const IS_FREE = { $or: [{ $lte: ['$expiresAt', NOW] }, { $eq: ['$holder', null] }] };

/** How long taking a lease may wait for the locks of a transaction, ms; whoever wants it asks again. */
const LOCK_PATIENCE = 5_000;

/** Leases among machines, by the clock of the database. */
export class MongodbLeaseStore implements LeaseStore {
  readonly #connection: MongodbConnection;
  readonly #notice: (words: string) => void;
  #isRefusalTold = false;

  /** @param notice told of what an administrator of the database may want to mend */
  constructor(connection: MongodbConnection, notice: (words: string) => void = () => {}) {
    this.#connection = connection;
    connection.onReplaced = (former) => this.#replaced(former);
    this.#notice = notice;
  }

  async acquire(study: string, holder: string, ttl: number): Promise<Lease | undefined> {
    const isOwn = { $eq: ['$holder', { $literal: holder }] };
    const isTakeable = { $or: [IS_FREE, isOwn] };
    // Most ask in vain, and needn't wait for what the holder writes.
    const isTaken = { _id: fileNameOf(study), $expr: { $not: [isTakeable] } };
    if ((await this.#connection.run(({ leases }) => leases.findOne(isTaken))) !== null) return undefined;
    await this.#prepare({ _id: study, $expr: isTakeable });
    const taken = {
      holder: { $literal: holder },
      token: { $add: ['$token', 1] },
      expiresAt: { $add: [NOW, ttl] },
      sessions: { $literal: this.#connection.sessions },
    };
    return this.#change({ _id: study, $expr: isTakeable }, taken, LOCK_PATIENCE);
  }

  renew({ study, token }: Lease, ttl: number): Promise<Lease | undefined> {
    const { sessions } = this.#connection;
    const held = { _id: study, token, holder: { $ne: null } };
    return this.#change(held, { expiresAt: { $add: [NOW, ttl] }, sessions: { $literal: sessions } });
  }

  async release({ study, token }: Lease): Promise<void> {
    await this.#connection.run(({ leases }) =>
      leases.updateOne({ _id: study, token }, { $set: { holder: null, sessions: [] } }),
    );
  }

  async current(study: string): Promise<Lease | undefined> {
    const isHeld = { _id: study, $expr: { $not: [IS_FREE] } };
    return leaseOf(await this.#connection.run(({ leases }) => leases.findOne(isHeld)));
  }

  async #change(filter: Document, fields: Document, maxTimeMS?: number): Promise<Lease | undefined> {
    const options = { returnDocument: 'after' as const, ...(maxTimeMS !== undefined && { maxTimeMS }) };
    return leaseOf(
      await this.#connection.run(({ leases }) => leases.findOneAndUpdate(filter, [{ $set: fields }], options)),
    );
  }

  /** A lease that can be taken: that of a former holder, whose transactions are ended, or one that nobody ever had. */
  async #prepare(takeable: Document & { _id: string }): Promise<void> {
    const former = await this.#connection.run(({ leases }) => leases.findOne(takeable));
    if (former !== null) return this.#endTransactions(former);
    // So that taking one is always a change of a document that is there. Of one that another has just taken nothing changes.
    const { _id } = takeable;
    const unheld = { token: 0, holder: null, expiresAt: 0 };
    await this.#connection.run(({ leases }) =>
      leases.updateOne({ _id }, { $setOnInsert: unheld }, { upsert: true }).catch(passOverDuplicate),
    );
  }

  /**
   * A holder that was killed may have left one open that holds the lease's own lock. One that is alive, and only late,
   * begins it again and finds its token refused.
   */
  async #endTransactions({ holder, sessions = [] }: LeaseDocument): Promise<void> {
    const own = this.#connection.sessions;
    const others = sessions.filter((session) => !own.includes(session));
    if (others.length === 0) return;
    try {
      await this.#connection.endSessions(others);
    } catch (error) {
      // Whatever else it is passes, or is told by what comes next.
      if (!isNotAllowed(error)) return;
      this.#noticeRefusal(
        `MongoDB has not ended what ${holder} may have left open, so taking over can last until ` +
          `transactionLifetimeLimitSeconds has passed: ${wordsOf(error)}. ` +
          'Let the user of the store run killSessions, which needs no role beyond its own.',
      );
    }
  }

  /**
   * At once: were this process killed before it renews, its successor couldn't end what its new session holds. First the
   * former session is ended, in which something may be left that holds the lease's own lock.
   */
  async #replaced(former: string): Promise<void> {
    await this.#connection.endSessions([former]).catch(() => undefined);
    const { sessions } = this.#connection;
    // Only a lease of this process names it. If this fails, the next renewal does the same.
    await this.#connection
      .run(({ leases }) =>
        leases.updateMany({ sessions: former }, { $set: { sessions } }, { maxTimeMS: LOCK_PATIENCE }),
      )
      .catch(() => undefined);
  }

  #noticeRefusal(words: string): void {
    if (!this.#isRefusalTold) this.#notice(words);
    this.#isRefusalTold = true;
  }
}

/**
 * Whether a fence is the newest, to be called within the transaction that writes. It changes the lease's document: only
 * so does a takeover at the same time conflict with the transaction, which reads from a snapshot.
 */
export async function isGoodFence(
  { leases }: MongodbCollections,
  session: ClientSession,
  study: string,
  { token }: Fence,
): Promise<boolean> {
  const good = { _id: study, token, holder: { $ne: null } };
  const { matchedCount } = await leases.updateOne(good, { $inc: { writes: 1 } } as Document, { session });
  return matchedCount === 1;
}

/** Two that insert the same at once: it is there, which is all that was wanted. */
export function passOverDuplicate(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}

function leaseOf(document: WithId<LeaseDocument> | null): Lease | undefined {
  if (document === null || document.holder === null) return undefined;
  const { _id: study, holder, token, expiresAt } = document;
  return { study, holder, token, expiresAt };
}
