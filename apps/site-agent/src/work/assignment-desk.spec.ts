import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SiteAssignment, SiteWorker } from '#federation/rounds/round';
import {
  AssignmentIdSchema,
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
import { AssignmentDesk } from './assignment-desk.ts';
import type { Desk } from './desk.ts';
import { encodingInline, type EncodedContribution, type EncodingWorker } from './encoding-worker.ts';

const BROADCAST = Uint8Array.of(1, 2, 3, 4);
const CONTRIBUTION: EncodedContribution = {
  rowCount: 5,
  smallestCount: 2,
  vectors: [{ name: 'x', kind: 'count', length: 1 }],
  bytes: Uint8Array.of(9),
  sha256: 'ee',
};

let folder: string;
let ledger: DisclosureLog;
let given: SiteAssignment[];
let signals: AbortSignal[];
let said: string[];
let desks: AssignmentDesk[];
/** What decides contributions beside the assignments. */
let inputs: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-'));
  ledger = await DisclosureLog.open(folder, () => new Date(0));
  given = [];
  signals = [];
  said = [];
  desks = [];
  inputs = 'rows';
});

afterEach(async () => {
  for (const desk of desks) await desk.stop();
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
  const desk = new AssignmentDesk({ study: 'aml', site: 'a', worker, ledger, keeper, checkpointInterval: 0, log });
  desks.push(desk);
  return desk;
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
      smallestCount: 2,
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
  /** Where a worker stops for ever, as a killed one does. */
  const KILL = 25;
  let steps: number[];

  beforeEach(() => {
    steps = [];
  });

  /** A desk whose worker counts to STEPS, or is killed on the way. */
  function counting(stopAt = STEPS): AssignmentDesk {
    const { contribute } = createCountingWorker({ steps: STEPS });
    const worker: SiteWorker = {
      contribute: (given_, progress, signal, checkpoint) => {
        const kill = new AbortController();
        const step = (done: number, total: number) => {
          steps.push(done);
          if (done === stopAt) kill.abort();
          progress(done, total);
        };
        return contribute(given_, step, AbortSignal.any([signal, kill.signal]), checkpoint);
      },
    };
    return deskWith(encodingInline(worker, 'a'));
  }

  function count(change: Partial<Assignment> = {}): Assignment {
    const layout = [create(VectorLayoutSchema, { name: 'sum', kind: VectorKind.COUNT, length: 1 })];
    return create(AssignmentSchema, { ...assignment(3), layout, ...change });
  }

  /** One process's life: it begins with what it finds, gets the assignment, and ends without having delivered. */
  async function live(desk: AssignmentDesk, change: Partial<Assignment> = {}): Promise<Desk> {
    steps = [];
    await desk.restore();
    const done = nextReady(desk);
    desk.take(count(change));
    desk.addChunk(chunk(3, 0, BROADCAST));
    const result = await done;
    await desk.stop();
    return result;
  }

  test('goes on from the checkpoint to the same contribution, and says so', async () => {
    const whole = (await live(counting(), { seed: 's' })).contribution?.sha256;
    await live(counting(KILL), { seed: 'other' });
    await live(counting(KILL));
    const resumed = await live(counting());
    expect(resumed.contribution?.sha256).toBe(whole);
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps).toHaveLength(STEPS - steps[0]);
    expect(said).toContain(`round 3 goes on at ${steps[0]} of ${STEPS}.`);
  });

  test('has the contribution that was computed, and computes nothing', async () => {
    const { contribution } = await live(counting());
    expect(await readdir(folder)).not.toContain('checkpoint');
    const again = await live(counting());
    expect(again.contribution).toEqual(contribution);
    expect(steps).toEqual([]);
    expect(said).toContain('round 3: the contribution is there from before.');
  });

  test('has the part of the broadcast that had arrived, and asks for the rest', async () => {
    const first = counting();
    first.take(count());
    first.addChunk(chunk(3, 0, BROADCAST.subarray(0, 2)));
    first.addChunk(chunk(3, 2, BROADCAST.subarray(2, 3)));
    await first.stop();
    const next = counting();
    await next.restore();
    expect(next.current?.broadcast.received).toBe(3);
    const ready = nextReady(next);
    next.take(count({ broadcastOffset: 3, granted: true }));
    next.addChunk(chunk(3, 3, BROADCAST.subarray(3)));
    expect((await ready).state).toBe('ready');
  });

  test.each([
    ['another assignment', KILL, async () => {}, { seed: 'other' }, ''],
    ['another layout', KILL, async () => {}, { layout: [] }, ''],
    ['other rows', KILL, async () => void (inputs = 'fewer rows'), {}, 'have changed'],
    ['other rows than the contribution is of', STEPS, async () => void (inputs = 'fewer rows'), {}, 'have changed'],
    ['a damaged checkpoint', KILL, () => damage('checkpoint'), {}, 'is damaged'],
    ['a damaged contribution', STEPS, () => damage('contribution'), {}, 'is damaged'],
    ['a damaged assignment', KILL, () => damage('assignment'), {}, 'is damaged'],
    ['a damaged broadcast', KILL, () => damage('broadcast'), {}, 'or damaged'],
  ])('works from the beginning with %s', async (_what, end, happen, change, words) => {
    await live(counting(end));
    await happen();
    const { state } = await live(counting(), change);
    expect(state).toBe('layout' in change ? 'failed' : 'ready');
    expect(steps[0]).toBe(0);
    expect(said.join()).toContain(words);
  });

  test('finds nothing of what was delivered, or of a later exchange', async () => {
    const desk = counting();
    const ready = nextReady(desk);
    desk.take(count());
    desk.addChunk(chunk(3, 0, BROADCAST));
    desk.close(await ready);
    desk.take(count({ id: create(AssignmentIdSchema, { round: 3, exchange: 1 }) }));
    await desk.stop();
    expect(await readdir(folder)).toEqual(['disclosures.jsonl']);
  });

  test('is not held up by a disk that takes nothing', async () => {
    await mkdir(join(folder, 'contribution', 'in the way'), { recursive: true });
    expect((await live(counting())).state).toBe('ready');
    expect(said.join()).toContain("can't be written");
  });

  async function damage(name: string): Promise<void> {
    const path = join(folder, name);
    const bytes = await readFile(path);
    await writeFile(path, bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1));
  }
});
