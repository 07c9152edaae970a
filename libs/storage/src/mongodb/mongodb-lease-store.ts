import type { ClientSession, Document, WithId } from 'mongodb';
import type { Fence, Lease, LeaseStore } from '../ports/lease-store.ts';
import { fileNameOf } from '../study-name.ts';
import type { MongodbConnection } from './mongodb-connection.ts';
import { isDuplicateKey } from './mongodb-errors.ts';
import type { LeaseDocument, MongodbCollections } from './mongodb-schema.ts';

/** The server's clock as a number: the only one that is asked, so that clocks that differ can't hand out a lease twice. */
const NOW = { $toLong: '$$NOW' };
const IS_FREE = { $or: [{ $lte: ['$expiresAt', NOW] }, { $eq: ['$holder', null] }] };

/** Leases among machines, by the clock of the database. */
export class MongodbLeaseStore implements LeaseStore {
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async acquire(study: string, holder: string, ttl: number): Promise<Lease | undefined> {
    await this.#prepare(fileNameOf(study));
    const isOwn = { $eq: ['$holder', { $literal: holder }] };
    const taken = { holder: { $literal: holder }, token: { $add: ['$token', 1] }, expiresAt: { $add: [NOW, ttl] } };
    return this.#change({ _id: study, $expr: { $or: [IS_FREE, isOwn] } }, taken);
  }

  renew({ study, token }: Lease, ttl: number): Promise<Lease | undefined> {
    return this.#change({ _id: study, token, holder: { $ne: null } }, { expiresAt: { $add: [NOW, ttl] } });
  }

  async release({ study, token }: Lease): Promise<void> {
    await this.#connection.run(({ leases }) => leases.updateOne({ _id: study, token }, { $set: { holder: null } }));
  }

  async current(study: string): Promise<Lease | undefined> {
    const isHeld = { _id: study, $expr: { $not: [IS_FREE] } };
    return leaseOf(await this.#connection.run(({ leases }) => leases.findOne(isHeld)));
  }

  async #change(filter: Document, fields: Document): Promise<Lease | undefined> {
    const options = { returnDocument: 'after' as const };
    return leaseOf(
      await this.#connection.run(({ leases }) => leases.findOneAndUpdate(filter, [{ $set: fields }], options)),
    );
  }

  /** A lease that nobody ever had, so that taking one is always a change of a document that is there. */
  #prepare(study: string): Promise<unknown> {
    const unheld = { token: 0, holder: null, expiresAt: 0 };
    return this.#connection.run(({ leases }) =>
      leases.updateOne({ _id: study }, { $setOnInsert: unheld }, { upsert: true }).catch(passOverDuplicate),
    );
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
