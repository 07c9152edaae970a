import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoOperationTimeoutError } from 'mongodb';
import { inject } from '../testing/fail-point.ts';
import { HAS_MONGODB, type MongodbUnderTest, startMongodb, withMongodbStores } from '../testing/mongodb-under-test.ts';
import { event } from '../testing/round-journal-contract.ts';
import { MongodbConnection } from './mongodb-connection.ts';
import { isGoodFence, MongodbLeaseStore } from './mongodb-lease-store.ts';
import type { LeaseDocument } from './mongodb-schema.ts';
import { openMongodbStores } from './mongodb-stores.ts';

let server: MongodbUnderTest;
const PATIENCE = 20_000;

/** A holder that stands still in the middle of a fenced transaction, as one does that was killed. */
class StuckHolder {
  readonly #connection: MongodbConnection;
  readonly #goOn = Promise.withResolvers<void>();
  /** Whether its token was good, each time it began. */
  readonly attempts: boolean[] = [];
  readonly end: Promise<void>;

  private constructor(connection: MongodbConnection, token: number, isStuck: () => void) {
    this.#connection = connection;
    this.end = connection.transact(async (collections, session) => {
      this.attempts.push(await isGoodFence(collections, session, 's', { token }));
      isStuck();
      await this.#goOn.promise;
    });
  }

  /** Its lease has run out when this resolves. */
  static async of(url: string): Promise<StuckHolder> {
    const connection = await MongodbConnection.open(url, PATIENCE);
    const lease = await new MongodbLeaseStore(connection).acquire('s', 'stuck', 50);
    const stuck = Promise.withResolvers<void>();
    const holder = new StuckHolder(connection, lease?.token ?? 0, stuck.resolve);
    await stuck.promise;
    await sleep(60);
    return holder;
  }

  async wake(): Promise<void> {
    this.#goOn.resolve();
    await this.end.finally(() => this.#connection.close());
  }
}

(HAS_MONGODB ? describe : describe.skip)('a lease of a holder that was killed in a transaction', () => {
  beforeAll(async () => {
    server = await startMongodb();
  });
  afterAll(() => server?.stop());

  it('is taken over without waiting for the server to end it', () =>
    withMongodbStores(server, async ({ stores }, _, url) => {
      const holder = await StuckHolder.of(url);
      const since = performance.now();
      const lease = await stores.leases.acquire('s', 'next', 60_000);
      expect(lease).toMatchObject({ holder: 'next', token: 2 });
      await stores.journal.append('s', event('first'), lease);
      expect(performance.now() - since).toBeLessThan(4_000);
      // It was not dead: it begins again, and is refused.
      await holder.wake();
      expect(holder.attempts).toEqual([true, false]);
    }));

  it('names a session at once that takes the place of another', () =>
    withMongodbStores(server, async (_, client, url) => {
      const connection = await MongodbConnection.open(url, PATIENCE);
      await new MongodbLeaseStore(connection).acquire('s', 'a', 60_000);
      const before = connection.sessions;
      let isFirst = true;
      await connection.transact(async () => {
        if (isFirst) {
          isFirst = false;
          throw new MongoOperationTimeoutError('No answer came.');
        }
      });
      expect(connection.sessions).not.toEqual(before);
      const named = async () =>
        (await client.db().collection<LeaseDocument>('leases').findOne({ _id: 's' }))?.sessions ?? [];
      for (let i = 0; i < 100 && (await named()).length === before.length; i++) await sleep(20);
      expect(await named()).toEqual(connection.sessions);
      await connection.close();
    }));

  it('is left alone by one who comes second', () =>
    withMongodbStores(server, async ({ stores }, _, url) => {
      await (await StuckHolder.of(url)).wake();
      const connection = await MongodbConnection.open(url, PATIENCE);
      const ended: string[][] = [];
      let runs = 0;
      const slow = {
        sessions: connection.sessions,
        endSessions: async (sessions: string[]) => ended.push(sessions),
        run: async (operation: Parameters<typeof connection.run>[0]) => {
          if (++runs === 2) await stores.leases.acquire('s', 'first', 60_000);
          return connection.run(operation);
        },
      } as unknown as MongodbConnection;
      expect(await new MongodbLeaseStore(slow).acquire('s', 'second', 60_000)).toBeUndefined();
      expect(ended).toEqual([]);
      expect(await stores.leases.current('s')).toMatchObject({ holder: 'first' });
      await connection.close();
    }));

  it('stays with it while it is held', () =>
    withMongodbStores(server, async ({ stores, reopen }) => {
      const lease = await stores.leases.acquire('s', 'a', 60_000);
      const appending = stores.journal.append('s', event('k'), lease);
      expect(await (await reopen()).leases.acquire('s', 'b', 60_000)).toBeUndefined();
      expect(await appending).toMatchObject({ appended: true });
    }));

  it('is not waited for where the user may not take it', () =>
    withMongodbStores(server, async ({ stores }, client) => {
      const end = await inject(client, ['findAndModify'], 1000, { errorCode: 13 });
      try {
        await expect(stores.leases.acquire('s', 'a', 60_000)).rejects.toMatchObject({ code: 'CL-IO-008' });
      } finally {
        await end();
      }
    }));

  it('has to be waited for, in words, where the server does not let it be ended', () =>
    withMongodbStores(server, async (_, client, url) => {
      const holder = await StuckHolder.of(url);
      const notices: string[] = [];
      const stores = await openMongodbStores(url, { patience: PATIENCE, notice: (words) => notices.push(words) });
      const waits = { code: 'CL-IO-006', what: 'Another process holds the lock of the store.' };
      const recovered = await inject(client, ['killSessions'], 1000, { closeConnection: true });
      await expect(stores.leases.acquire('s', 'next', 60_000)).rejects.toMatchObject(waits);
      await recovered();
      expect(notices).toEqual([]);
      const end = await inject(client, ['killSessions'], 1000, { errorCode: 13 });
      try {
        await expect(stores.leases.acquire('s', 'next', 60_000)).rejects.toMatchObject(waits);
        expect(notices).toEqual([expect.stringMatching(/has not ended what stuck may have left open.*killSessions/)]);
        await holder.wake();
        expect(await stores.leases.acquire('s', 'next', 60_000)).toMatchObject({ token: 2 });
      } finally {
        await end();
        await stores.close();
      }
    }));
});
