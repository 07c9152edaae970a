import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256Hex } from '#sums/sha256';
import { ChunkReceiver } from './chunk-receiver.ts';
import { sendChunks } from './chunk-sender.ts';

const blobs = fc.uint8Array({ maxLength: 200 });
const chunkSizes = fc.integer({ min: 1, max: 64 });

function receiverOf(bytes: Uint8Array, sha256 = sha256Hex(bytes)): ChunkReceiver {
  return new ChunkReceiver({ subject: 'The blob', bytes: bytes.length, sha256 }, new Uint8Array(bytes.length + 7));
}

async function send(bytes: Uint8Array, offset: number, chunkBytes: number, receiver: ChunkReceiver): Promise<void> {
  await sendChunks(bytes, { offset, chunkBytes }, async (at, data) => receiver.add(at, data));
}

describe('a transfer in chunks', () => {
  test('gives the bytes back, whatever the size of the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(blobs, chunkSizes, async (bytes, chunkBytes) => {
        const receiver = receiverOf(bytes);
        await send(bytes, 0, chunkBytes, receiver);
        expect(receiver.finish()).toEqual(bytes);
      }),
    );
  });

  test('goes on where it stopped, also with chunks of another size', async () => {
    await fc.assert(
      fc.asyncProperty(blobs, chunkSizes, chunkSizes, fc.nat(200), async (bytes, first, second, cut) => {
        const receiver = receiverOf(bytes);
        await send(bytes.subarray(0, cut), 0, first, receiver);
        await send(bytes, receiver.received, second, receiver);
        expect(receiver.finish()).toEqual(bytes);
      }),
    );
  });

  test('takes a part that is sent twice once', async () => {
    await fc.assert(
      fc.asyncProperty(blobs, chunkSizes, fc.nat(200), fc.nat(200), async (bytes, chunkBytes, cut, back) => {
        const receiver = receiverOf(bytes);
        await send(bytes.subarray(0, cut), 0, chunkBytes, receiver);
        await send(bytes, Math.max(0, receiver.received - back), chunkBytes, receiver);
        expect(receiver.finish()).toEqual(bytes);
      }),
    );
  });

  test('notices any altered byte', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const altered = bytes.slice();
          altered[at % bytes.length] ^= flip;
          const receiver = receiverOf(bytes);
          receiver.add(0, altered);
          expect(() => receiver.finish()).toThrow(/CL-NET-003 The blob arrived with another SHA-256/);
        },
      ),
    );
  });

  test('refuses gaps, excess and early ends', () => {
    const receiver = receiverOf(new Uint8Array(10));
    receiver.add(0, new Uint8Array(4));
    expect(() => receiver.add(5, new Uint8Array(1))).toThrow(/bytes 5 to 6 where 4 was next/);
    expect(() => receiver.add(4, new Uint8Array(7))).toThrow(/CL-NET-003/);
    expect(() => receiver.finish()).toThrow(/ended after 4 of 10 bytes/);
  });
});

describe('the sender', () => {
  test('has two chunks under way at most', async () => {
    const waiting: (() => void)[] = [];
    const post = () => new Promise<void>((resolve) => void waiting.push(resolve));
    const sent = sendChunks(new Uint8Array(10), { offset: 0, chunkBytes: 1 }, post);
    const underWay: number[] = [];
    for (let taken = 0; taken < 10; taken++) {
      await settled();
      underWay.push(waiting.length - taken);
      waiting[taken]();
    }
    expect(await sent).toBe(true);
    expect(underWay).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 1]);
  });

  test('stops between two chunks when it is told to', async () => {
    const abort = new AbortController();
    const offsets: number[] = [];
    const post = async (offset: number) => {
      offsets.push(offset);
      if (offset === 4) abort.abort();
    };
    expect(await sendChunks(new Uint8Array(10), { offset: 0, chunkBytes: 2, signal: abort.signal }, post)).toBe(false);
    expect(offsets).toEqual([0, 2, 4]);
  });

  test('passes on what the transport fails with', async () => {
    const post = async () => Promise.reject(new Error('closed'));
    await expect(sendChunks(new Uint8Array(3), { offset: 0, chunkBytes: 1 }, post)).rejects.toThrow('closed');
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
