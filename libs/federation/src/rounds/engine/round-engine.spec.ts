import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Sum } from '#sums/contribution';
import { exactSum } from '#sums/exact-sum';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import {
  contributionOf,
  entriesOf,
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

function connectAll({ engine }: ReturnType<typeof makeEngine>): void {
  for (const site of ['a', 'b', 'c']) engine.siteConnected(site);
}

async function errorOf(promise: Promise<unknown>): Promise<CohortloomError> {
  return promise.then(
    () => new CohortloomError('CL-INT-001', { what: 'No error came.', todo: 'Expect one.' }),
    (reason: unknown) => CohortloomError.from(reason),
  );
}

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
    expect(made.transport.cancelled).toEqual([{ site: 'c', round: 0, exchange: 0 }]);
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

describe('a submission', () => {
  it('delivered twice, at once or later, is counted once with the same receipt', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const receipts = await Promise.all([1, 2, 3].map(() => made.engine.submit('a', submissionOf(A))));
    await made.engine.submit('b', submissionOf(B));
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum.rowCount).toBe(60);
    receipts.push(await made.engine.submit('a', submissionOf(A)));
    const { sha256 } = submissionOf(A);
    for (const receipt of receipts) {
      expect(receipt).toEqual({ study: 'demo', round: 0, exchange: 0, site: 'a', sha256, counted: true });
    }
  });

  it('that differs from the one counted is refused, open or closed', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    await made.engine.submit('a', submissionOf(A));
    expect((await errorOf(made.engine.submit('a', submissionOf(B)))).code).toBe('CL-ROUND-003');
    await made.engine.submit('b', submissionOf(B));
    await made.engine.submit('c', submissionOf(C));
    expect((await running).sum).toEqual(
      exactSum(
        LAYOUT,
        new Map([
          ['a', A],
          ['b', B],
          ['c', C],
        ]),
      ),
    );
    expect((await errorOf(made.engine.submit('a', submissionOf(B)))).code).toBe('CL-ROUND-003');
  });

  it('is checked against its hash, and can be sent again', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const damaged = { ...submissionOf(A), sha256: submissionOf(B).sha256 };
    expect((await errorOf(made.engine.submit('a', damaged))).code).toBe('CL-NET-003');
    for (const [site, one] of [
      ['a', A],
      ['b', B],
      ['c', C],
    ] as const)
      await made.engine.submit(site, submissionOf(one));
    expect((await running).sum.siteCount).toBe(3);
  });

  it('that does not fit makes the site fail, not the round', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(request());
    await settle();
    const error = await errorOf(made.engine.submit('c', submissionOf(contributionOf(30, NaN))));
    expect(error).toMatchObject({ code: 'CL-ROUND-002', where: { site: 'c' } });
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    expect((await running).sum).toEqual(
      exactSum(
        LAYOUT,
        new Map([
          ['a', A],
          ['b', B],
        ]),
      ),
    );
  });

  it('that drives a sum out of range ends the round', async () => {
    const made = makeEngine();
    connectAll(made);
    const outcome = errorOf(made.engine.run(request()));
    await settle();
    const error = errorOf(made.engine.submit('a', submissionOf(contributionOf(30, 1e20))));
    expect((await error).code).toBe('CL-ROUND-004');
    expect((await outcome).code).toBe('CL-ROUND-004');
  });

  it('may lie in the blob store already', async () => {
    const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 } });
    made.engine.siteConnected('a');
    const running = made.engine.run(request());
    await settle();
    const { bytes = new Uint8Array(), ...named } = submissionOf(A);
    await made.blobs.put(bytes);
    await made.engine.submit('a', named);
    expect((await running).sum.rowCount).toBe(10);
  });

  it('is refused from a site that is not enrolled, and for a round that was never opened', async () => {
    const made = makeEngine();
    expect((await errorOf(made.engine.submit('z', submissionOf(A)))).code).toBe('CL-CONF-004');
    expect((await errorOf(made.engine.submit('a', submissionOf(A, { round: 4 })))).code).toBe('CL-ROUND-002');
    expect(() => made.engine.siteConnected('z')).toThrow(/CL-CONF-004/);
  });

  it('is in the journal and the store before its receipt', async () => {
    const made = makeEngine();
    connectAll(made);
    void made.engine.run(request());
    await settle();
    const { sha256, bytes } = submissionOf(A);
    await made.engine.submit('a', submissionOf(A));
    expect((await entriesOf(made.journal)).map(({ type }) => type)).toEqual(['round-opened', 'contributed']);
    expect(await made.blobs.get(sha256)).toEqual(bytes);
  });

  it('is kept after its round only where it outlives the process', async () => {
    for (const blobs of [undefined, new MemoryBlobStore()]) {
      const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 }, blobs });
      made.engine.siteConnected('a');
      const running = made.engine.run(request());
      await settle();
      const { sha256 } = await made.engine.submit('a', submissionOf(A));
      await running;
      expect((await made.blobs.stat(sha256)) !== undefined).toBe(made.blobs.isDurable);
    }
  });

  it('that can not be kept is not acknowledged', async () => {
    const made = makeEngine({ blobs: new FullDisk() });
    connectAll(made);
    void made.engine.run(request()).catch(() => undefined);
    await settle();
    expect((await errorOf(made.engine.submit('a', submissionOf(A)))).code).toBe('CL-IO-002');
    expect(made.engine.status().sites[0].state).toBe('waiting');
  });
});

class FullDisk extends MemoryBlobStore {
  override put(): Promise<never> {
    return Promise.reject(new CohortloomError('CL-IO-002', { what: 'The disk is full.', todo: 'Free some space.' }));
  }
}

describe('a round of many exchanges', () => {
  const two = ['a', 'b'];

  function exchanging(sums: Sum[], exchanges: number) {
    return request({
      next: async (sum, exchange) => {
        sums.push(sum);
        return exchange + 1 < exchanges ? Uint8Array.of(exchange) : undefined;
      },
    });
  }

  it('sums each exchange, passes the broadcast on, and keeps only the round', async () => {
    const made = makeEngine({ sites: two });
    for (const site of two) made.engine.siteConnected(site);
    const sums: Sum[] = [];
    const running = made.engine.run(exchanging(sums, 3));
    for (let exchange = 0; exchange < 3; exchange++) {
      await settle();
      await made.engine.submit('b', submissionOf(contributionOf(20 + exchange), { exchange }));
      await made.engine.submit('a', submissionOf(contributionOf(10 + exchange), { exchange }));
    }
    const outcome = await running;
    expect(sums.map(({ rowCount }) => rowCount)).toEqual([30, 32, 34]);
    expect(outcome.sum.rowCount).toBe(34);
    expect(outcome.participants.map(({ site }) => site)).toEqual(two);
    expect((await entriesOf(made.journal)).map(({ type }) => type)).toEqual(['round-opened', 'round-closed']);
    expect(made.transport.assigned.map(({ assignment }) => [...assignment.broadcast])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [0],
      [0],
      [1],
      [1],
    ]);
    expect(made.transport.assigned[5].assignment.seed).toBe('seed/round/0/exchange/2/site/b');
  });

  it('leaves a silent site behind after one wait, and takes it back when it is heard of', async () => {
    const made = makeEngine();
    connectAll(made);
    const running = made.engine.run(exchanging([], 4));
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    await made.clock.advance(1_000);
    for (const exchange of [1, 2]) {
      await made.engine.submit('a', submissionOf(A, { exchange }));
      await made.engine.submit('b', submissionOf(B, { exchange }));
      await settle();
    }
    expect(made.engine.status().exchange).toBe(3);
    expect(await made.engine.submit('c', submissionOf(C, { exchange: 0 }))).toMatchObject({ counted: false });
    await made.engine.submit('a', submissionOf(A, { exchange: 3 }));
    await made.engine.submit('b', submissionOf(B, { exchange: 3 }));
    expect(made.engine.status()).toMatchObject({ phase: 'open', wait: { sites: ['c'] } });
    await made.engine.submit('c', submissionOf(C, { exchange: 3 }));
    expect((await running).sum.rowCount).toBe(60);
  });

  it('fails with what the reduction throws', async () => {
    const made = makeEngine({ sites: two });
    for (const site of two) made.engine.siteConnected(site);
    const diverged = new CohortloomError('CL-MODEL-001', { what: 'Training diverged.', todo: 'Lower the rate.' });
    const error = errorOf(made.engine.run(request({ next: () => Promise.reject(diverged) })));
    await settle();
    await made.engine.submit('a', submissionOf(A));
    await made.engine.submit('b', submissionOf(B));
    expect(await error).toBe(diverged);
    expect((await entriesOf(made.journal)).at(-1)).toMatchObject({
      type: 'round-failed',
      data: { code: 'CL-MODEL-001' },
    });
  });
});
