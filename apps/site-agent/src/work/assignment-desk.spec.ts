import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SiteAssignment } from '#federation/rounds/round';
import {
  AssignmentSchema,
  RoundKind,
  VectorKind,
  VectorLayoutSchema,
  type Assignment,
} from '#protocol/gen/cohortloom/v1/round_pb';
import { ChunkSchema } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { fromHex } from '#protocol/messages/hex';
import { sha256Hex } from '#sums/sha256';
import { DisclosureLog } from '../ledger/disclosure-log.ts';
import { AssignmentKeeper } from '../state/assignment-keeper.ts';
import { createCountingWorker } from '../testing/counting-worker.ts';
import { AssignmentDesk, type Desk } from './assignment-desk.ts';
import { encodingInline, type EncodedContribution, type EncodingWorker } from './encoding-worker.ts';

const BROADCAST = Uint8Array.of(1, 2, 3, 4);
const CONTRIBUTION: EncodedContribution = {
  rowCount: 5,
  vectors: [{ name: 'x', kind: 'count', length: 1 }],
  bytes: Uint8Array.of(9),
  sha256: 'ee',
};

let folder: string;
let ledger: DisclosureLog;
let given: SiteAssignment[];
let signals: AbortSignal[];
let said: string[];
/** What decides contributions beside the assignments. */
let inputs: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-'));
  ledger = await DisclosureLog.open(folder, () => new Date(0));
  given = [];
  signals = [];
  said = [];
  inputs = 'rows';
});

afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

function deskThat(contributes: () => Promise<EncodedContribution>): AssignmentDesk {
  return deskWith({
    contributeEncoded: (assignment: SiteAssignment, _progress: unknown, signal: AbortSignal) => {
      given.push(assignment);
      signals.push(signal);
      return contributes();
    },
    close: async () => {},
  });
}

function deskWith(worker: EncodingWorker): AssignmentDesk {
  const log = (words: string) => void said.push(words);
  const keeper = new AssignmentKeeper({ folder, inputs, log });
  return new AssignmentDesk({ study: 'aml', site: 'a', worker, ledger, keeper, checkpointInterval: 0, log });
}

function assignment(round: number): Assignment {
  return create(AssignmentSchema, {
    id: { round, exchange: 0 },
    kind: RoundKind.PROFILE,
    task: 'profile',
    seed: 's',
    broadcastBytes: BROADCAST.length,
    broadcastSha256: fromHex(sha256Hex(BROADCAST)),
  });
}

function chunk(round: number, offset: number, data: Uint8Array) {
  return create(ChunkSchema, { assignment: { round, exchange: 0 }, offset, data: data.slice() });
}

function nextReady(desk: AssignmentDesk): Promise<Desk> {
  return new Promise((resolve) => desk.listen({ ready: resolve, failed: resolve }));
}

describe('AssignmentDesk', () => {
  test('hands the whole broadcast to the worker and notes what it will send', async () => {
    const desk = deskThat(async () => CONTRIBUTION);
    const ready = nextReady(desk);
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 0, BROADCAST.subarray(0, 3)));
    desk.addChunk(chunk(0, 3, BROADCAST.subarray(3)));
    expect((await ready).contribution).toBe(CONTRIBUTION);
    expect(given).toMatchObject([{ study: 'aml', round: 0, kind: 'profile', task: 'profile', seed: 's' }]);
    expect(given[0].broadcast).toEqual(BROADCAST);
    expect(JSON.parse(await readFile(join(folder, 'disclosures.jsonl'), 'utf8'))).toMatchObject({
      time: '1970-01-01T00:00:00.000Z',
      site: 'a',
      rowCount: 5,
      bytes: 1,
      sha256: 'ee',
    });
  });

  test('computes once, however often the assignment arrives', async () => {
    const desk = deskThat(async () => CONTRIBUTION);
    let ready = nextReady(desk);
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 0, BROADCAST.subarray(0, 2)));
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 2, BROADCAST.subarray(2)));
    await ready;
    ready = nextReady(desk);
    desk.take(assignment(0));
    expect((await ready).contribution).toBe(CONTRIBUTION);
    expect(given).toHaveLength(1);
  });

  test('tells the worker to stop when another assignment arrives, and waits for it', async () => {
    const first = Promise.withResolvers<EncodedContribution>();
    const results = [() => first.promise, async () => CONTRIBUTION];
    const desk = deskThat(() => (results.shift() ?? (async () => CONTRIBUTION))());
    const ready = nextReady(desk);
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 0, BROADCAST));
    while (signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
    desk.take(assignment(1));
    desk.addChunk(chunk(1, 0, BROADCAST));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    first.reject(new Error('stopped'));
    expect((await ready).slot.round).toBe(1);
  });

  test('keeps what the worker failed with', async () => {
    const desk = deskThat(async () => Promise.reject(new Error('x')));
    const failed = nextReady(desk);
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 0, BROADCAST));
    expect((await failed).failure).toMatchObject({ code: 'CL-INT-001', where: { site: 'a', round: 0 } });
  });

  test('takes a broadcast that arrived damaged once more, and has not failed', async () => {
    const desk = deskThat(async () => CONTRIBUTION);
    const ready = nextReady(desk);
    desk.take(assignment(0));
    expect(() => desk.addChunk(chunk(0, 0, Uint8Array.of(1, 2, 3, 5)))).toThrow(/CL-NET-003 The broadcast of round 0/);
    expect(desk.current).toBeUndefined();
    desk.take(assignment(0));
    desk.addChunk(chunk(0, 0, BROADCAST));
    expect((await ready).state).toBe('ready');
    expect(given.map(({ broadcast }) => broadcast)).toEqual([BROADCAST]);
  });

  test('ignores chunks of other assignments', () => {
    const desk = deskThat(async () => CONTRIBUTION);
    desk.take(assignment(1));
    desk.addChunk(chunk(0, 0, BROADCAST));
    expect(desk.current?.broadcast.received).toBe(0);
  });
});

describe('the next process on the same folder', () => {
  const STEPS = 40;
  let steps: number[];

  beforeEach(() => {
    steps = [];
  });

  /** A desk whose worker counts to STEPS; it stops for ever at `stopAt`, as a killed one does. */
  function counting(stopAt = STEPS): AssignmentDesk {
    const { contribute } = createCountingWorker({ steps: STEPS });
    const worker = encodingInline(
      {
        contribute: (given_, progress, signal, checkpoint) => {
          const kill = new AbortController();
          const step = (done: number, total: number) => {
            steps.push(done);
            if (done === stopAt) kill.abort();
            progress(done, total);
          };
          return contribute(given_, step, AbortSignal.any([signal, kill.signal]), checkpoint);
        },
      },
      'a',
    );
    return deskWith(worker);
  }

  async function work(desk: AssignmentDesk, change: Partial<Assignment> = {}): Promise<Desk> {
    const done = nextReady(desk);
    const layout = [create(VectorLayoutSchema, { name: 'sum', kind: VectorKind.COUNT, length: 1 })];
    desk.take(create(AssignmentSchema, { ...assignment(3), layout, ...change }));
    desk.addChunk(chunk(3, 0, BROADCAST));
    const result = await done;
    await desk.stop();
    return result;
  }

  test('goes on from the checkpoint to the same contribution, and says so', async () => {
    const whole = (await work(counting())).contribution?.sha256;
    await rm(join(folder, 'checkpoint'), { force: true });
    await work(counting(25));
    steps = [];
    const resumed = await work(counting());
    expect(resumed.contribution?.sha256).toBe(whole);
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps).toHaveLength(STEPS - steps[0]);
    expect(said).toContain(`round 3 goes on at ${steps[0]} of ${STEPS}.`);
  });

  test.each([
    ['another assignment', async () => {}, { seed: 'other' }, undefined],
    ['another layout', async () => {}, { layout: [] }, undefined],
    ['other rows', async () => void (inputs = 'fewer rows'), {}, 'have changed'],
    ['a damaged checkpoint', () => damage('checkpoint'), {}, 'is damaged'],
  ])('works from the beginning with %s', async (_what, happen, change, words) => {
    await work(counting(25));
    await happen();
    steps = [];
    await work(counting(), change);
    expect(steps[0]).toBe(0);
    expect(said.join()).toContain(words ?? '');
  });

  test('finds nothing of what was delivered', async () => {
    await work(counting(25));
    const desk = counting();
    const ready = nextReady(desk);
    desk.take(create(AssignmentSchema, assignment(3)));
    desk.addChunk(chunk(3, 0, BROADCAST));
    desk.close(await ready);
    await desk.stop();
    await expect(readFile(join(folder, 'checkpoint'))).rejects.toThrow('ENOENT');
  });

  async function damage(name: string): Promise<void> {
    const path = join(folder, name);
    const bytes = await readFile(path);
    await writeFile(path, bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1));
  }
});
