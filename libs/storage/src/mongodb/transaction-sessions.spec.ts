import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientSession, MongoClient, MongoOperationTimeoutError } from 'mongodb';
import { SESSIONS, TransactionSessions } from './transaction-sessions.ts';

/** Nothing is sent: sessions are numbered by the client. */
let client: MongoClient;

beforeEach(() => {
  client = new MongoClient('mongodb://127.0.0.1:1');
});
afterEach(() => client.close());

/** Keeps a session until it is told to give it back. */
function occupy(sessions: TransactionSessions) {
  const end = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<ClientSession>();
  const run = sessions.run((session) => {
    taken.resolve(session);
    return end.promise;
  });
  return { session: taken.promise, free: end.resolve, fail: end.reject, run };
}

describe('the sessions of transactions', () => {
  it('stay the same, each in one hand at a time, and those who wait have their turn in order', async () => {
    const sessions = new TransactionSessions(client, 1000);
    const { ids } = sessions;
    expect(new Set(ids).size).toBe(SESSIONS);
    const order: number[] = [];
    const busy = Array.from({ length: SESSIONS }, () => occupy(sessions));
    const waiting = [1, 2, 3].map((number) => sessions.run(async () => order.push(number)));
    const taken = await Promise.all(busy.map(({ session }) => session));
    expect(new Set(taken).size).toBe(SESSIONS);
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    for (const { free } of busy) free();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(new Set(sessions.ids)).toEqual(new Set(ids));
  });

  it('are not waited for for ever, and none gets lost', async () => {
    const sessions = new TransactionSessions(client, 20);
    const busy = Array.from({ length: SESSIONS }, () => occupy(sessions));
    await expect(sessions.run(async () => 'late')).rejects.toBeInstanceOf(MongoOperationTimeoutError);
    for (const { free } of busy) free();
    await Promise.all(busy.map(({ run }) => run));
    const again = Array.from({ length: SESSIONS }, () => occupy(sessions));
    await Promise.all(again.map(({ session }) => session));
    for (const { free } of again) free();
  });

  it('are kept after a failure, but not where an answer may still come', async () => {
    const told: [string, readonly string[]][] = [];
    const sessions = new TransactionSessions(client, 1000, (former) => told.push([former, sessions.ids]));
    const { ids } = sessions;
    await expect(sessions.run(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(new Set(sessions.ids)).toEqual(new Set(ids));
    const hanging = occupy(sessions);
    const session = await hanging.session;
    hanging.fail(new MongoOperationTimeoutError('No answer came.'));
    await expect(hanging.run).rejects.toThrow('No answer');
    expect(session.hasEnded).toBe(true);
    // The server may still hold something in it, so it stays among those that a lease names.
    const former = session.id?.id.toUUID().toHexString() ?? '';
    expect(told).toEqual([[former, sessions.ids]]);
    expect(new Set(sessions.ids)).toEqual(new Set([...ids, sessions.ids[SESSIONS - 1]]));
    expect(sessions.ids).toHaveLength(SESSIONS + 1);
    const busy = Array.from({ length: SESSIONS }, () => occupy(sessions));
    const taken = await Promise.all(busy.map((one) => one.session));
    const inUse = [...taken, client.startSession()].map(({ id }) => id?.id.toUUID().toHexString());
    expect(inUse).not.toContain(former);
    for (const { free } of busy) free();
  });

  it('name the last replaced ones, not ever more', async () => {
    const sessions = new TransactionSessions(client, 1000);
    for (let i = 0; i < 3 * SESSIONS; i++)
      await sessions.run(() => Promise.reject(new MongoOperationTimeoutError('Late.'))).catch(() => undefined);
    expect(new Set(sessions.ids).size).toBe(2 * SESSIONS);
  });
});
