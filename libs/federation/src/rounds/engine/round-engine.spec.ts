import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { exactSum } from '#sums/exact-sum';
import {
  connectAll,
  contributionOf,
  errorOf,
  LAYOUT,
  makeEngine,
  POLICY,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { settle } from '../testing/manual-clock.ts';
import type { RoundStatus } from '../status.ts';

const A = contributionOf(10);
const B = contributionOf(20);
const C = contributionOf(30);

describe('a round', () => {
  it('opens with the connected sites, assigns, sums up and tells who took part', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    expect(made.transport.assigned.map(({ site }) => site)).toEqual(['a', 'b', 'c']);
    expect(made.transport.assigned[1].assignment).toMatchObject({
      study: 'demo',
      round: 0,
      exchange: 0,
      seed: 'seed/round/0/exchange/0/site/b',
      manyExchanges: false,
      broadcast: Uint8Array.of(1, 2, 3),
    });
    for (const [site, one] of [
      ['c', C],
      ['a', A],
      ['b', B],
    ] as const)
      await made.engine.submit(site, submissionOf(one));
    const outcome = await running;
    expect(outcome.round).toBe(0);
    expect(outcome.sum).toEqual(
      exactSum(
        LAYOUT,
        new Map([
          ['a', A],
          ['b', B],
          ['c', C],
        ]),
      ),
    );
    const { bytes, sha256 } = submissionOf(B);
    expect(outcome.participants[1]).toMatchObject({ site: 'b', rowCount: 20, bytes: bytes?.length, sha256 });
    expect(made.engine.status()).toMatchObject({ phase: 'closed', round: 0 });
  });

  it('counts the next call as the next round', async () => {
    const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 }, firstRound: 7 });
    made.engine.siteConnected('a');
    for (const round of [7, 8]) {
      const running = made.engine.run(request());
      await settle();
      await made.engine.submit('a', submissionOf(A, { round }));
      expect((await running).round).toBe(round);
    }
  });

  it('waits for sites to connect, and says so', async () => {
    const made = makeEngine();
    const running = made.engine.run(request());
    made.engine.siteConnected('a');
    await settle();
    expect(made.engine.status()).toMatchObject({ phase: 'gathering', wait: { sites: ['b', 'c'], until: 5_000 } });
    made.engine.siteConnected('b');
    await made.clock.advance(499);
    expect(made.engine.status().phase).toBe('gathering');
    await made.clock.advance(1);
    expect(made.engine.status()).toMatchObject({ phase: 'open', wait: { sites: ['a', 'b'] } });
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    expect((await running).participants.map(({ site }) => site)).toEqual(['a', 'b']);
  });

  it('ends with CL-ROUND-001 when the quorum does not come', async () => {
    const made = makeEngine();
    made.engine.siteConnected('a');
    const error = errorOf(made.engine.run(request()));
    await made.clock.advance(5_000);
    expect(await error).toMatchObject({ code: 'CL-ROUND-001', what: expect.stringMatching(/not connected: b, c/) });
  });

  it('goes on without a site that falls silent, and does not wait for it in the next round', async () => {
    const made = makeEngine();
    connectAll(made);
    const first = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    await made.clock.advance(1_000);
    expect((await first).sum.siteCount).toBe(2);
    expect(made.transport.cancelled).toMatchObject([{ site: 'c', round: 0, exchange: 0 }]);
    made.engine.siteDisconnected('c');
    const second = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A, { round: 1 }));
    await made.engine.submit('b', submissionOf(B, { round: 1 }));
    expect((await second).round).toBe(1);
  });

  it('takes a silent site back that is heard of, and tells it that it was too late', async () => {
    const made = makeEngine();
    connectAll(made);
    const first = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    await made.clock.advance(1_000);
    await first;
    expect(await made.engine.submit('c', submissionOf(C))).toMatchObject({ counted: false });
    void made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A, { round: 1 }));
    await made.engine.submit('b', submissionOf(B, { round: 1 }));
    expect(made.engine.status()).toMatchObject({ phase: 'open', wait: { sites: ['c'] } });
  });

  it('gives a site that reconnects its assignment again', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    made.engine.siteDisconnected('c');
    await made.clock.advance(900);
    made.engine.siteConnected('c');
    await made.clock.advance(900);
    expect(made.transport.assigned.at(-1)).toMatchObject({
      site: 'c',
      assignment: { seed: 'seed/round/0/exchange/0/site/c' },
    });
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum.rowCount).toBe(60);
  });

  it('waits for a slow site as long as it advances', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    for (let done = 1; done <= 20; done++) {
      made.engine.progress('c', { round: 0, exchange: 0, done, total: 20 });
      await made.clock.advance(999);
    }
    expect(made.engine.status().sites[2]).toEqual({
      site: 'c',
      connected: true,
      state: 'working',
      done: 20,
      total: 20,
    });
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum.siteCount).toBe(3);
  });

  it('ends with CL-ROUND-005 and the cause when too many sites fail', async () => {
    const made = makeEngine();
    connectAll(made);
    const error = errorOf(made.engine.run(request()));
    await settle();
    const failure = new CohortloomError('CL-DATA-006', { what: 'Too few rows.', todo: 'Add rows.' });
    made.engine.siteFailed('a', { round: 0, exchange: 0 }, failure);
    made.engine.siteFailed('b', { round: 0, exchange: 0 }, failure);
    expect(await error).toMatchObject({ code: 'CL-ROUND-005', what: expect.stringMatching(/Too few rows/) });
  });

  it('ends with CL-ROUND-006 when it is interrupted, gathering or open', async () => {
    for (const connects of [false, true]) {
      const stop = new AbortController();
      const made = makeEngine({ signal: stop.signal });
      if (connects) connectAll(made);
      const error = errorOf(made.engine.run(request()));
      await settle();
      stop.abort();
      expect((await error).code).toBe('CL-ROUND-006');
      expect(made.transport.cancelled).toHaveLength(connects ? 3 : 0);
    }
  });

  it('tells its status after every change', async () => {
    const seen: RoundStatus[] = [];
    const made = makeEngine({ onStatus: (status) => seen.push(status) });
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    for (const [site, one] of [
      ['a', A],
      ['b', B],
      ['c', C],
    ] as const)
      await made.engine.submit(site, submissionOf(one));
    await running;
    const arrived = seen.map(({ sites }) => sites.filter(({ state }) => state === 'contributed').length);
    expect(new Set(arrived)).toEqual(new Set([0, 1, 2, 3]));
  });
});
