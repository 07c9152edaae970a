import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RoundOutcome, RoundRequest, SiteWorker } from '#federation/rounds/round';
import { createCountingWorker } from '#site-agent/testing/counting-worker';
import { encodingInline } from '#site-agent/work/encoding-worker';
import { RandomStream } from '#random/random-stream';
import { freePort } from '#storage/testing/free-port';
import { echoRound, echoWorker, expectedSum } from './testing/echo-study.ts';
import { Harness, type RunningCoordinator } from './testing/harness.ts';
import { KillableAgent } from './testing/killable-agent.ts';
import { survivingStores } from './testing/surviving-stores.ts';
import { TcpRelay } from './testing/tcp-relay.ts';

const MEGABYTE = 1 << 20;
const BYTES = 4 * MEGABYTE;
const STALL = 2.5 * MEGABYTE;
/** So long that a stalled agent doesn't count as gone. */
const heartbeatInterval = 10_000;

let harness: Harness;
let agents: KillableAgent[];

beforeEach(async () => {
  harness = new Harness();
  agents = [];
  await harness.open();
});

afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.kill()));
  await harness.close();
});

function agent(address: string, steps?: number): KillableAgent {
  const started = new KillableAgent(address, harness.path('a'), steps === undefined ? {} : { steps });
  agents.push(started);
  return started;
}

function studyOf(request: RoundRequest): RunningCoordinator<RoundOutcome> {
  return harness.coordinator(['a'], ({ rounds }) => rounds.run(request), { heartbeatInterval });
}

/** The hash of what the worker contributes when nobody disturbs it. */
async function undisturbed(worker: SiteWorker, { layout, broadcast, kind, task }: RoundRequest): Promise<string> {
  const assignment = { study: 's', round: 0, exchange: 0, kind, task, broadcast, layout, seed: '' };
  const { contributeEncoded } = encodingInline(worker, 'a');
  return (await contributeEncoded(assignment, () => {}, new AbortController().signal)).sha256;
}

function hashOf({ participants }: RoundOutcome): string {
  expect(participants).toHaveLength(1);
  return participants[0].sha256;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}

describe('an agent that is killed and started again', () => {
  const request = echoRound(BYTES / 4);
  let expected: string;

  beforeAll(async () => {
    expected = await undisturbed(echoWorker, request);
  });

  test.each([
    ['while it receives the broadcast', 'down', /From before: the assignment of round 0, \d{7} of 4194304 bytes/, 1],
    ['while it sends its contribution', 'up', /round 0: the contribution is there from before/, 0],
  ] as const)('%s goes on at the byte', async (_when, direction, words, computations) => {
    const study = studyOf(request);
    const relay = await TcpRelay.to(await study.address);
    const stalled = relay.stallAfter(direction, STALL);
    const killed = agent(relay.address);
    await stalled;
    // What went through the relay is at its end a moment later.
    await pause(300);
    await killed.kill();
    relay.unstall();
    const successor = agent(relay.address);
    expect(hashOf(await study.result)).toBe(expected);
    expect(await successor.ended()).toBe(0);
    expect(successor.said).toMatch(words);
    expect(successor.said.match(/Computing\./g) ?? []).toHaveLength(computations);
    expect(relay.bytes[direction]).toBeLessThan(1.5 * BYTES);
    const noted = await harness.ledgerOf('a');
    expect(noted.map(({ sha256, again = false }) => [sha256, again])).toEqual(
      direction === 'down'
        ? [[expected, false]]
        : [
            [expected, false],
            [expected, true],
          ],
    );
    await relay.close();
  });

  test('between computing and sending, has its contribution', async () => {
    const study = studyOf(request);
    const relay = await TcpRelay.to(await study.address);
    void relay.stallAfter('up', 1000);
    const killed = agent(relay.address);
    const ledger = harness.path('a', 'disclosures.jsonl');
    await until(() => existsSync(ledger) && readFileSync(ledger, 'utf8').endsWith('\n'));
    await killed.kill();
    relay.unstall();
    const successor = agent(relay.address);
    expect(hashOf(await study.result)).toBe(expected);
    expect(await successor.ended()).toBe(0);
    expect([killed, successor].map(({ said }) => said.includes('Computing.'))).toEqual([true, false]);
    await relay.close();
  });
});

test('an agent that is killed in its work goes on at its checkpoint', async () => {
  const steps = 300;
  const layout = new Map([['sum', { kind: 'count' as const, length: 1 }]]);
  const request: RoundRequest = { kind: 'train', task: 'count', broadcast: new Uint8Array(8), layout };
  const expected = await undisturbed(createCountingWorker({ steps }), request);
  const study = studyOf(request);
  const killed = agent(await study.address, steps);
  await until(() => existsSync(harness.path('a', 'state', 'checkpoint')));
  await killed.kill();
  const successor = agent(await study.address, steps);
  expect(hashOf(await study.result)).toBe(expected);
  expect(await successor.ended()).toBe(0);
  const [, done] = /round 0 goes on at (\d+) of 300\./.exec(successor.said) ?? [];
  expect(Number(done)).toBeGreaterThan(0);
});

test('an agent that is killed again and again, anywhere, contributes once and the same', async () => {
  const steps = 700;
  const layout = new Map([['sum', { kind: 'count' as const, length: 1 }]]);
  const request: RoundRequest = { kind: 'train', task: 'count', broadcast: new Uint8Array(MEGABYTE), layout };
  const expected = await undisturbed(createCountingWorker({ steps }), request);
  const study = studyOf(request);
  let isDone = false;
  void study.result.then(() => (isDone = true));
  const lives = new RandomStream('lives');
  for (let life = 0; life < 5 && !isDone; life++) {
    const killed = agent(await study.address, steps);
    await until(() => isDone || killed.said.includes('Connected'));
    await pause(lives.int(200));
    await killed.kill();
  }
  if (!isDone) agent(await study.address, steps);
  expect(hashOf(await study.result)).toBe(expected);
  const noted = (await harness.ledgerOf('a')).map(({ sha256, again }) => [sha256, again === undefined]);
  expect(noted.filter(([, isFirst]) => isFirst)).toEqual([[expected, true]]);
});

test('a contribution goes on at its byte after a restart of the coordinator', async () => {
  const stores = survivingStores();
  const listen = { port: await freePort() };
  const start = () =>
    harness.coordinator(
      ['a'],
      ({ rounds }) => rounds.run(echoRound(BYTES / 4)),
      { heartbeatInterval, listen },
      { stores },
    );
  const first = start();
  const relay = await TcpRelay.to(await first.address);
  const stalled = relay.stallAfter('up', STALL);
  const running = agent(relay.address);
  await stalled;
  await pause(300);
  first.stop();
  await expect(first.result).rejects.toMatchObject({ code: 'CL-ROUND-006' });
  relay.unstall();
  const { sum } = await start().result;
  const values = sum.vectors.get('weights')?.values ?? new Float64Array(0);
  expect(Buffer.compare(new Uint8Array(values.buffer), new Uint8Array(expectedSum(BYTES / 4, 0, 1).buffer))).toBe(0);
  expect(await running.ended()).toBe(0);
  expect(running.said.match(/Computing\./g)).toHaveLength(1);
  expect(relay.bytes.up).toBeLessThan(1.5 * BYTES);
  await relay.close();
});
