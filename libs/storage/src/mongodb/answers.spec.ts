import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type MongoClient, MongoOperationTimeoutError } from 'mongodb';
import { Answers } from './answers.ts';

const PATIENCE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function setting() {
  const client = new EventEmitter();
  const answers = new Answers(client as unknown as MongoClient, PATIENCE);
  /** When what never answers was given up; undefined as long as it isn't. */
  const ask = () => {
    const asked: { error?: unknown } = {};
    void answers.to(new Promise(() => {})).catch((error: unknown) => (asked.error = error));
    return asked;
  };
  return { client, answers, ask };
}

describe('answers', () => {
  it('are passed on, and failures too', async () => {
    const { answers } = setting();
    expect(await answers.to(Promise.resolve(7))).toBe(7);
    await expect(answers.to(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('may take long while the server is there', async () => {
    const { ask } = setting();
    const asked = ask();
    await jest.advanceTimersByTimeAsync(PATIENCE - 1);
    expect(asked.error).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(asked.error).toBeInstanceOf(MongoOperationTimeoutError);
  });

  it.each(['serverHeartbeatFailed', 'connectionPoolCleared'])(
    'of what was asked before %s are given up soon, and of what is asked after it are waited for',
    async (event) => {
      const { client, ask } = setting();
      const before = ask();
      client.emit(event);
      const after = ask();
      await jest.advanceTimersByTimeAsync(3_000);
      // Told again: the time that is left isn't begun anew.
      client.emit(event);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(before.error).toBeInstanceOf(MongoOperationTimeoutError);
      expect(after.error).toBeUndefined();
    },
  );
});
