import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { RandomStream } from '#random/random-stream';
import type { Sum } from '#sums/contribution';
import { exactSum } from '#sums/exact-sum';
import { means } from '#sums/mean';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import type { SiteAssignment, SiteWorker } from '../round.ts';
import type { RoundStatus } from '../status.ts';
import { contributionOf, LAYOUT, request } from '../testing/engine-fixture.ts';
import { InProcessRoundRunner, type InProcessOptions } from './in-process-round-runner.ts';

/** A site whose weights depend on the assignment alone. */
function worker(rows: number): SiteWorker {
  return {
    contribute: async (assignment, progress) => {
      progress(1, 2);
      const draw = new RandomStream(assignment.seed).uniform();
      return contributionOf(
        rows,
        assignment.broadcast.reduce((sum, byte) => sum + byte, draw),
      );
    },
  };
}

function workers(count: number): Map<string, SiteWorker> {
  return new Map(Array.from({ length: count }, (_, i) => [`site-${i}`, worker(i + 1)]));
}

function runner(options: Partial<InProcessOptions> & { workers: InProcessOptions['workers'] }): InProcessRoundRunner {
  return new InProcessRoundRunner({ study: 'demo', studySeed: 'seed', ...options });
}

describe('rounds in one process', () => {
  it('sum up what the sites contribute, 1 to 43 of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 43 }), async (count) => {
        const { sum, participants } = await runner({ workers: workers(count) }).run(request());
        expect(sum).toMatchObject({ siteCount: count, rowCount: (count * (count + 1)) / 2 });
        expect(participants).toHaveLength(count);
      }),
      { numRuns: 15 },
    );
  });

  it('are the same in every run, one site at a time or several', async () => {
    const sums = await Promise.all(
      [1, 1, 3].map(async (concurrency) => {
        const rounds = runner({ workers: workers(7), concurrency });
        return [(await rounds.run(request())).sum, (await rounds.run(request())).sum];
      }),
    );
    expect(sums[1]).toEqual(sums[0]);
    expect(sums[2]).toEqual(sums[0]);
    expect(sums[0][1]).not.toEqual(sums[0][0]);
  });

  it('pass the broadcast of each exchange to the next', async () => {
    const ledger = new DisclosureLedger();
    const seen: number[] = [];
    const next = async (sum: Sum, exchange: number) => {
      seen.push(means(sum).get('weights')?.[0] ?? NaN);
      return exchange < 4 ? Uint8Array.of(exchange + 10) : undefined;
    };
    await runner({ workers: workers(2), ledger }).run(request({ next }));
    expect(seen.map(Math.floor)).toEqual([6, 10, 11, 12, 13]);
    expect(ledger.disclosures()).toMatchObject([
      { site: 'site-0', exchanges: 5 },
      { site: 'site-1', exchanges: 5 },
    ]);
  });

  it('let one site work at a time by default', async () => {
    let working = 0;
    let most = 0;
    const slow: SiteWorker = {
      contribute: async () => {
        most = Math.max(most, ++working);
        await new Promise((resolve) => setImmediate(resolve));
        working--;
        return contributionOf(1);
      },
    };
    await runner({ workers: new Map([1, 2, 3, 4].map((i) => [`site-${i}`, slow])) }).run(request());
    expect(most).toBe(1);
  });

  it('tell the site its assignment', async () => {
    const seen: SiteAssignment[] = [];
    const curious: SiteWorker = {
      contribute: async (assignment) => {
        seen.push(assignment);
        return contributionOf(1);
      },
    };
    await runner({ workers: new Map([['a', curious]]) }).run(request());
    expect(seen).toMatchObject([
      {
        study: 'demo',
        round: 0,
        exchange: 0,
        kind: 'train',
        task: 'echo',
        layout: LAYOUT,
        seed: 'seed/round/0/exchange/0/site/a',
      },
    ]);
  });

  it('go on without a site that fails, if the quorum allows', async () => {
    const failing: SiteWorker = { contribute: () => Promise.reject(new Error('no such luck')) };
    const some = new Map([...workers(2), ['bad', failing]]);
    const { sum } = await runner({ workers: some, quorum: 2 }).run(request());
    expect(sum.siteCount).toBe(2);
    await expect(runner({ workers: some }).run(request())).rejects.toMatchObject({
      code: 'CL-ROUND-005',
      cause: { cause: { message: 'no such luck' } },
    });
  });

  it('refuse a contribution that does not fit', async () => {
    const wrong: SiteWorker = { contribute: async () => ({ rowCount: 1, vectors: new Map() }) };
    await expect(runner({ workers: new Map([['a', wrong]]) }).run(request())).rejects.toMatchObject({
      code: 'CL-ROUND-005',
      what: expect.stringMatching(/CL-ROUND-002 The vector rows is missing/),
    });
  });

  it('stop when they are interrupted, and tell the working site', async () => {
    const stop = new AbortController();
    let stopped = false;
    const endless: SiteWorker = {
      contribute: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(signal.reason);
          });
          stop.abort();
        }),
    };
    const rounds = runner({ workers: new Map([['a', endless]]), signal: stop.signal });
    await expect(rounds.run(request())).rejects.toMatchObject({ code: 'CL-ROUND-006' });
    expect(stopped).toBe(true);
  });

  it('report progress', async () => {
    const seen: RoundStatus[] = [];
    await runner({ workers: workers(1), onStatus: (status) => seen.push(status) }).run(request());
    expect(seen.flatMap(({ sites }) => sites)).toContainEqual(
      expect.objectContaining({ state: 'working', done: 1, total: 2 }),
    );
  });

  it('give the sum that the contributions give', async () => {
    const fixed = new Map([5, 6].map((rows) => [`site-${rows}`, contributionOf(rows)]));
    const sites = [...fixed].map(([site, one]): [string, SiteWorker] => [site, { contribute: async () => one }]);
    const { sum } = await runner({ workers: new Map(sites) }).run(request());
    expect(sum).toEqual(exactSum(LAYOUT, fixed));
  });

  it('are an error of the program when they overlap', async () => {
    const rounds = runner({ workers: workers(1) });
    const first = rounds.run(request());
    const error = await rounds.run(request()).catch((reason: unknown) => CohortloomError.from(reason));
    expect(error).toMatchObject({ code: 'CL-INT-001' });
    await first;
  });
});
