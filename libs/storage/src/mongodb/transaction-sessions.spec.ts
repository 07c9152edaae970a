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
    const sessions = new TransactionSessions(client, 1000);
    const { ids } = sessions;
    await expect(sessions.run(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(new Set(sessions.ids)).toEqual(new Set(ids));
    const hanging = occupy(sessions);
    const session = await hanging.session;
    hanging.fail(new MongoOperationTimeoutError('No answer came.'));
    await expect(hanging.run).rejects.toThrow('No answer');
    expect(sessions.ids).not.toContain(session.id?.id.toUUID().toHexString());
    expect(sessions.ids).toHaveLength(SESSIONS);
    expect(session.hasEnded).toBe(true);
  });
});
