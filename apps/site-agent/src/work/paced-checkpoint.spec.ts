import { expect, test } from '@jest/globals';
import { PacedCheckpoint } from './paced-checkpoint.ts';

test('saves at most once in an interval, never while a save is under way, and encodes only what is saved', async () => {
  let time = 0;
  let written = Promise.withResolvers<void>();
  const saved: Uint8Array[] = [];
  const save = (bytes: Uint8Array) => {
    saved.push(bytes);
    return written.promise;
  };
  const checkpoint = new PacedCheckpoint({ found: undefined, interval: 5000, save }, () => time);
  let encoded = 0;
  const offerAt = (at: number) => {
    time = at;
    checkpoint.save(() => Uint8Array.of(++encoded));
  };
  for (const at of [0, 4999, 5000, 9000, 20_000]) offerAt(at);
  expect(saved).toEqual([Uint8Array.of(1)]);
  written.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  written = Promise.withResolvers<void>();
  for (const at of [24_999, 25_000, 40_000]) offerAt(at);
  expect(saved).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  expect(encoded).toBe(2);
});
