import { afterEach, expect, test } from '@jest/globals';
import type { SiteAssignment } from '#federation/rounds/round';
import type { AssignmentCheckpoint } from './encoding-worker.ts';
import { ThreadedSiteWorker } from './threaded-site-worker.ts';

const STEPS = 50;
const NEVER = new AbortController().signal;
const ASSIGNMENT: SiteAssignment = {
  study: 'aml',
  round: 0,
  exchange: 0,
  kind: 'train',
  task: 'count',
  broadcast: new Uint8Array(0),
  layout: new Map([['sum', { kind: 'count', length: 1 }]]),
  seed: 's',
};
const worker = new ThreadedSiteWorker({
  module: new URL('../testing/counting-worker.ts', import.meta.url).href,
  factory: 'createCountingWorker',
  options: { steps: STEPS },
  site: 'a',
});

afterEach(() => worker.close());

test('checkpoints cross the threads both ways, one at a time', async () => {
  const saved: Uint8Array[] = [];
  const whole = await worker.contributeEncoded(ASSIGNMENT, () => {}, NEVER, slowDisk(saved));
  expect(saved.length).toBeGreaterThan(1);
  const found = saved.at(-1);
  const first = Promise.withResolvers<number>();
  const resumed = await worker.contributeEncoded(ASSIGNMENT, first.resolve, NEVER, slowDisk([], found));
  expect(resumed.sha256).toBe(whole.sha256);
  expect(await first.promise).toBe(new Float64Array(found?.slice().buffer ?? [])[0]);
});

test('without a place for checkpoints it works all the same', async () => {
  const { rowCount } = await worker.contributeEncoded(ASSIGNMENT, () => {}, NEVER);
  expect(rowCount).toBe(1);
});

/** Takes longer than a step, and checks that the thread waits for it. */
function slowDisk(saved: Uint8Array[], found?: Uint8Array): AssignmentCheckpoint {
  let underWay = 0;
  const save = async (bytes: Uint8Array) => {
    expect(++underWay).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 4));
    saved.push(bytes);
    underWay--;
  };
  return { found, interval: 0, save };
}
