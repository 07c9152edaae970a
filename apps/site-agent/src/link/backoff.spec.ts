import { expect, test } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { Backoff } from './backoff.ts';

function backoff(seed: string): Backoff {
  return new Backoff(100, 1000, new RandomStream(seed));
}

test('pauses double up to the longest, each within a fifth', () => {
  const pauses = backoff('s');
  for (const middle of [100, 200, 400, 800, 1000, 1000]) {
    const pause = pauses.next();
    expect(pause).toBeGreaterThanOrEqual(0.8 * middle);
    expect(pause).toBeLessThanOrEqual(1.2 * middle);
  }
  pauses.reset();
  expect(pauses.next()).toBeLessThanOrEqual(120);
});

test('the same seed gives the same pauses, another one others', () => {
  expect(backoff('s').next()).toBe(backoff('s').next());
  expect(backoff('s').next()).not.toBe(backoff('t').next());
});
