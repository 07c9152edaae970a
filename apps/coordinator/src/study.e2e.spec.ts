import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import type { RoundOutcome } from '#federation/rounds/round';
import { ThreadedSiteWorker } from '#site-agent/work/threaded-site-worker';
import { freePort } from '#storage/testing/free-port';
import { echoRound, echoWorker, expectedSum, weights } from './testing/echo-study.ts';
import { Harness } from './testing/harness.ts';
import { TcpRelay } from './testing/tcp-relay.ts';

const MEGABYTE = 1 << 20;
/** Both sides hash megabytes in this process: on a busy machine that alone is a silence of some heartbeats. */
const UNHURRIED = { heartbeatInterval: 5_000 };
let harness: Harness;

beforeEach(async () => {
  harness = new Harness();
  await harness.open();
});

afterEach(() => harness.close());

describe('a study over gRPC', () => {
  test('runs its rounds and ends the agents with it', async () => {
    const study = harness.coordinator(['a', 'b'], async ({ rounds, announce }) => {
      announce('The study begins.');
      return [await rounds.run(echoRound(1000)), await rounds.run(echoRound(70_000, 5))] as const;
    });
    const agents = ['a', 'b'].map(async (site) => harness.agent(await study.address, site).end);
    const [single, many] = await study.result;
    expect(single.sum.vectors.get('weights')?.values).toEqual(expectedSum(1000, 0, 2));
    expectSum(many, expectedSum(70_000, 4, 2));
    expect(await Promise.all(agents)).toEqual(['finished', 'finished']);
  });

  test('is served by agents that started before the coordinator', async () => {
    const port = await freePort();
    const agents = ['a', 'b'].map((site) => harness.agent(`127.0.0.1:${port}`, site));
    await until(() => agents.every(({ log }) => log.some((words) => words.includes('CL-NET-002'))));
    const study = harness.coordinator(['a', 'b'], ({ rounds }) => rounds.run(echoRound(10)), { listen: { port } });
    expect((await study.result).sum.siteCount).toBe(2);
    expect(await Promise.all(agents.map(({ end }) => end))).toEqual(['finished', 'finished']);
  });

  test('leaves a note of everything that a site sent, at the site', async () => {
    const study = harness.coordinator(['a'], async ({ rounds }) => {
      return [await rounds.run(echoRound(10)), await rounds.run(echoRound(10, 3))];
    });
    const agent = harness.agent(await study.address, 'a');
    const [single] = await study.result;
    await agent.end;
    const [first, ...rest] = await harness.ledgerOf('a');
    const [participant] = single.participants;
    expect(first).toMatchObject({ round: 0, rowCount: 10, sha256: participant.sha256, bytes: participant.bytes });
    expect(first.vectors).toEqual([{ name: 'weights', kind: 'weighted', length: 10 }]);
    expect(rest.map(({ round, exchange, vectors }) => [round, exchange, vectors !== undefined])).toEqual([
      [1, 0, true],
      [1, 1, false],
      [1, 2, false],
    ]);
  });

  test('that fails tells the agents why', async () => {
    const study = harness.coordinator(['a'], async ({ rounds }) => {
      await rounds.run(echoRound(10));
      throw new Error('a defect');
    });
    const agent = harness.agent(await study.address, 'a');
    await expect(study.result).rejects.toMatchObject({ code: 'CL-INT-001' });
    expect(await agent.end).toBe('CL-INT-001');
  });

  test('goes on with the same agents when a coordinator that lacked its disk has come back', async () => {
    const port = await freePort();
    const full = new CohortloomError('CL-IO-002', { what: 'The disk is full.', todo: 'Make room.' });
    const failed = harness.coordinator(
      ['a'],
      async ({ rounds }) => {
        await rounds.run(echoRound(10));
        throw full;
      },
      { listen: { port } },
    );
    const agent = harness.agent(`127.0.0.1:${port}`, 'a');
    await expect(failed.result).rejects.toBe(full);
    const next = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(10)), { listen: { port } });
    expect((await next.result).sum.siteCount).toBe(1);
    expect(await agent.end).toBe('finished');
  });

  test('takes no more memory for arriving contributions than it may, and still gets them all', async () => {
    const sites = ['a', 'b', 'c', 'd'];
    const limits = { stagingBytes: MEGABYTE };
    const study = harness.coordinator(sites, ({ rounds }) => rounds.run(echoRound(200_000, 3)), { limits });
    const address = await study.address;
    sites.forEach((site) => harness.agent(address, site));
    expectSum(await study.result, expectedSum(200_000, 2, 4));
  });
});

describe('lost connections', () => {
  test('an agent that is gone in mid-round is not waited for once the quorum is there', async () => {
    const policy = { quorum: 2, progressTimeout: 500, gatherTimeout: 5000 };
    const gone = Promise.withResolvers<void>();
    const study = harness.coordinator(['a', 'b', 'c'], ({ rounds }) => rounds.run(echoRound(10)), {}, { policy });
    const relay = await TcpRelay.to(await study.address);
    const vanishing = { contribute: async () => (relay.goDown(), gone.resolve(), new Promise<never>(() => {})) };
    const c = harness.agent(relay.address, 'c', { worker: abortable(vanishing) });
    harness.agent(await study.address, 'a');
    harness.agent(await study.address, 'b');
    await gone.promise;
    const { participants } = await study.result;
    expect(participants.map(({ site }) => site)).toEqual(['a', 'b']);
    expect(study.log).toContainEqual(expect.stringContaining('Site c is disconnected'));
    c.stop();
    await relay.close();
  });

  test.each(['down', 'up'] as const)('a transfer %sstream goes on at the byte where it was cut', async (direction) => {
    const bytes = 8 * MEGABYTE;
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(bytes / 4)), UNHURRIED);
    const relay = await TcpRelay.to(await study.address);
    relay.cutAfter(direction, 6 * MEGABYTE);
    const agent = harness.agent(relay.address, 'a');
    expectSum(await study.result, expectedSum(bytes / 4, 0, 1));
    expect(await agent.end).toBe('finished');
    expect(study.log.filter((words) => words.includes('Site a is connected'))).toHaveLength(2);
    expect(relay.bytes[direction]).toBeLessThan(1.5 * bytes);
    await relay.close();
  });

  test('an agent on a slow line is not taken for silent while its contribution is under way', async () => {
    const bytes = 600_000;
    const slow = { heartbeatInterval: 1_000 };
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(bytes / 4)), slow);
    const relay = await TcpRelay.to(await study.address);
    // As 140 kbit/s are to the default of 5 s, with a third to spare.
    relay.throttle('up', 120_000);
    const agent = harness.agent(relay.address, 'a');
    expectSum(await study.result, expectedSum(bytes / 4, 0, 1));
    expect(await agent.end).toBe('finished');
    expect(study.log.filter((words) => words.includes('Site a is connected'))).toHaveLength(1);
    await relay.close();
  });

  test('an agent that comes back keeps what it has computed', async () => {
    let computed = 0;
    const study = harness.coordinator(['a', 'b'], ({ rounds }) => rounds.run(echoRound(10)));
    const relay = await TcpRelay.to(await study.address);
    const worker = {
      contribute: async (...args: Parameters<typeof echoWorker.contribute>) => {
        computed++;
        relay.cut();
        await until(() => study.log.some((words) => words.includes('Site a is disconnected')));
        return echoWorker.contribute(...args);
      },
    };
    const a = harness.agent(relay.address, 'a', { worker });
    harness.agent(await study.address, 'b');
    expect((await study.result).sum.siteCount).toBe(2);
    expect(await a.end).toBe('finished');
    expect(computed).toBe(1);
    await relay.close();
  });

  test('agents find a coordinator that was restarted', async () => {
    const port = await freePort();
    const working = Promise.withResolvers<void>();
    const first = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(10)), { listen: { port } });
    let patient = false;
    const worker = {
      contribute: async (...args: Parameters<typeof echoWorker.contribute>) => {
        working.resolve();
        return patient ? echoWorker.contribute(...args) : new Promise<never>(() => {});
      },
    };
    const agent = harness.agent(await first.address, 'a', { worker: abortable(worker) });
    await working.promise;
    first.stop();
    await expect(first.result).rejects.toMatchObject({ code: 'CL-ROUND-006', exitCode: 130 });
    patient = true;
    const second = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(20)), { listen: { port } });
    expect((await second.result).sum.siteCount).toBe(1);
    expect(await agent.end).toBe('finished');
  });

  test('an agent gives up on a coordinator that is not there', async () => {
    const retry = { initialDelay: 10, maxDelay: 20, giveUpAfter: 100 };
    const failure = await harness.agent(`127.0.0.1:${await freePort()}`, 'a', {}, { retry }).failure;
    expect(failure).toMatchObject({ code: 'CL-NET-002', exitCode: 69 });
  });
});

describe('waits in vain', () => {
  const retry = { initialDelay: 10, maxDelay: 20, giveUpAfter: 600 };

  test('a broadcast that stops coming: the agent says so, dials again and goes on', async () => {
    const bytes = 4 * MEGABYTE;
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(bytes / 4)), UNHURRIED);
    const relay = await TcpRelay.to(await study.address);
    void relay.stallAfter('down', 2 * MEGABYTE).then(() => relay.unstall());
    const agent = harness.agent(relay.address, 'a', {}, { retry });
    expectSum(await study.result, expectedSum(bytes / 4, 0, 1));
    expect(await agent.end).toBe('finished');
    expect(agent.log.join('\n')).toMatch(
      /Waited in vain for the broadcast of round 0 since .*: the agent dials again\./,
    );
    expect(relay.bytes.down).toBeLessThan(1.5 * bytes);
    await relay.close();
  });

  test('a computation that does not advance: the assignment fails, and the agent is free for the next', async () => {
    const policy = { quorum: 1, progressTimeout: 5000 };
    const study = harness.coordinator(
      ['a', 'b'],
      async ({ rounds }) => [await rounds.run(echoRound(10)), await rounds.run(echoRound(20))],
      {},
      { policy },
    );
    let isStuck = true;
    const worker = {
      contribute: (...args: Parameters<typeof echoWorker.contribute>) => {
        const wasStuck = isStuck;
        isStuck = false;
        return wasStuck ? new Promise<never>(() => {}) : echoWorker.contribute(...args);
      },
    };
    const a = harness.agent(await study.address, 'a', { worker: abortable(worker) }, { retry });
    harness.agent(await study.address, 'b');
    const outcomes = await study.result;
    expect(outcomes.map(({ participants }) => participants.map(({ site }) => site))).toEqual([['b'], ['a', 'b']]);
    expect(a.log.join('\n')).toContain('the assignment fails');
    expect(study.log.join('\n')).toContain('Site a reports CL-ROUND-005');
  });
});

describe('the operator stops', () => {
  test('an agent: the coordinator notices at once, and the round goes on without it', async () => {
    const policy = { quorum: 1, progressTimeout: 300 };
    const study = harness.coordinator(['a', 'b'], ({ rounds }) => rounds.run(echoRound(10)), {}, { policy });
    const address = await study.address;
    const working = Promise.withResolvers<void>();
    const worker = { contribute: async () => (working.resolve(), new Promise<never>(() => {})) };
    const a = harness.agent(address, 'a', { worker: abortable(worker) });
    harness.agent(address, 'b');
    await working.promise;
    a.stop();
    expect(await a.failure).toMatchObject({ code: 'CL-ROUND-006', exitCode: 130 });
    expect((await study.result).participants.map(({ site }) => site)).toEqual(['b']);
  });

  test('an agent that is still dialling', async () => {
    const agent = harness.agent(`127.0.0.1:${await freePort()}`, 'a');
    agent.stop();
    expect(await agent.end).toBe('CL-ROUND-006');
  });

  test('a coordinator that waits for its sites', async () => {
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(10)));
    await study.address;
    study.stop();
    await expect(study.result).rejects.toMatchObject({ code: 'CL-ROUND-006' });
  });
});

describe('bad contributions', () => {
  const policy = { quorum: 1, progressTimeout: 2000 };

  test.each([
    [
      'NaN',
      weights(Float32Array.of(1, Number.NaN, 3)),
      'The vector weights holds a value that is not a finite number.',
    ],
    ['infinity', weights(Float32Array.of(1, Infinity, 3)), 'not a finite number'],
    ['a wrong shape', weights(Float32Array.of(1, 2)), 'The vector weights has 2 values, expected 3.'],
  ])('%s: refused in words, the site is told, the others go on', async (_name, contribution, words) => {
    const study = harness.coordinator(['a', 'b'], ({ rounds }) => rounds.run(echoRound(3)), {}, { policy });
    const address = await study.address;
    const a = harness.agent(address, 'a', { worker: { contribute: async () => contribution } });
    harness.agent(address, 'b');
    expect((await study.result).participants.map(({ site }) => site)).toEqual(['b']);
    await a.end;
    expect([...a.log, ...study.log].join('\n')).toContain(`CL-ROUND-002`);
    expect(a.log.join('\n')).toContain(words);
  });

  test('bytes that are no contribution', async () => {
    const study = harness.coordinator(['a', 'b'], ({ rounds }) => rounds.run(echoRound(3)), {}, { policy });
    const address = await study.address;
    const bytes = new TextEncoder().encode('neither safe nor tensors');
    const sha256 = '0'.repeat(64);
    const worker = {
      contributeEncoded: async () => ({ rowCount: 1, vectors: [], bytes, sha256 }),
      close: async () => {},
    };
    const a = harness.agent(address, 'a', { worker });
    harness.agent(address, 'b');
    expect((await study.result).participants.map(({ site }) => site)).toEqual(['b']);
    expect(study.log.join('\n')).toContain('arrived with another SHA-256 than announced');
    a.stop();
  });

  test('one that is larger than the coordinator takes', async () => {
    const limits = { maxContributionBytes: 1000 };
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(300)), { limits }, { policy });
    const a = harness.agent(await study.address, 'a');
    await expect(study.result).rejects.toMatchObject({ code: 'CL-ROUND-005' });
    expect(a.log.join('\n')).toContain('CL-NET-004');
  });
});

describe('a worker in a thread', () => {
  const module = new URL('./testing/echo-thread-worker.ts', import.meta.url).href;

  test('may block for longer than an agent may be silent', async () => {
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(100)));
    const worker = new ThreadedSiteWorker({ module, factory: 'createSlowEcho', options: { blockFor: 600 }, site: 'a' });
    harness.agent(await study.address, 'a', { worker });
    expect((await study.result).sum.vectors.get('weights')?.values).toEqual(expectedSum(100, 0, 1));
    expect(study.log.join('\n')).not.toContain('has said nothing');
  });

  test('passes errors on, but no cell leaves the site', async () => {
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(100)));
    const options = { blockFor: 0, fail: true };
    const worker = new ThreadedSiteWorker({ module, factory: 'createSlowEcho', options, site: 'a' });
    harness.agent(await study.address, 'a', { worker });
    await expect(study.result).rejects.toMatchObject({ code: 'CL-ROUND-005' });
    expect(study.log.join('\n')).toContain('CL-DATA-003');
    expect(study.log.join('\n')).not.toMatch(/fifty-two|aml\.csv/);
  });
});

/** Compares bytes: millions of numbers one by one would take seconds. */
function expectSum({ sum }: RoundOutcome, expected: Float64Array): void {
  const values = sum.vectors.get('weights')?.values ?? new Float64Array(0);
  expect(Buffer.compare(new Uint8Array(values.buffer), new Uint8Array(expected.buffer))).toBe(0);
}

/** A worker that stops when it is told to, as the contract asks. */
function abortable(worker: typeof echoWorker): typeof echoWorker {
  return {
    contribute: (assignment, progress, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        worker.contribute(assignment, progress, signal).then(resolve, reject);
      }),
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
