import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SiteAssignment } from '#federation/rounds/round';
import { AssignmentSchema, RoundKind, type Assignment } from '#protocol/gen/cohortloom/v1/round_pb';
import { ChunkSchema } from '#protocol/gen/cohortloom/v1/transfer_pb';
import { fromHex } from '#protocol/messages/hex';
import { sha256Hex } from '#sums/sha256';
import { DisclosureLog } from '../ledger/disclosure-log.ts';
import { AssignmentDesk, type Desk } from './assignment-desk.ts';
import type { EncodedContribution } from './encoding-worker.ts';

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

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-'));
  ledger = await DisclosureLog.open(folder, () => new Date(0));
  given = [];
  signals = [];
});

afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

function deskThat(contributes: () => Promise<EncodedContribution>): AssignmentDesk {
  const worker = {
    contributeEncoded: (assignment: SiteAssignment, _progress: unknown, signal: AbortSignal) => {
      given.push(assignment);
      signals.push(signal);
      return contributes();
    },
    close: async () => {},
  };
  return new AssignmentDesk({ study: 'aml', site: 'a', worker, ledger });
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
    await new Promise((resolve) => setImmediate(resolve));
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
