import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Sum } from '#sums/contribution';
import {
  connectAll,
  contributionOf,
  entriesOf,
  errorOf,
  makeEngine,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { settle } from '../testing/manual-clock.ts';

const A = contributionOf(10);
const B = contributionOf(20);
const C = contributionOf(30);

describe('a round of many exchanges', () => {
  const two = ['a', 'b'];

  /** @param sums gets a copy of each, since an exchange adds up where the one before did */
  function exchanging(sums: Sum[], exchanges: number) {
    return request({
      next: async (sum, exchange) => {
        sums.push(structuredClone(sum));
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
    expect(sums.map(({ vectors }) => vectors.get('rows')!.values[0])).toEqual([30, 32, 34]);
    expect(outcome.sum).toEqual(sums[2]);
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
