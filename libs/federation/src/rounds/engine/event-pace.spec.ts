import { expect, it } from '@jest/globals';
import { connectAll, contributionOf, entriesOf, makeEngine, request, submissionOf } from '../testing/engine-fixture.ts';
import { replayRound } from '../round-history.ts';
import { settle } from '../testing/manual-clock.ts';
import { EventPace } from './event-pace.ts';

it('lets one event of a kind through in a minute, and the next say how many were not', () => {
  const pace = new EventPace();
  expect([0, 1, 59_999].map((now) => pace.admit('site-left/a', now))).toEqual([0, undefined, undefined]);
  expect(pace.admit('site-left/b', 30_000)).toBe(0);
  expect([60_000, 119_999, 120_000, 500_000].map((now) => pace.admit('site-left/a', now))).toEqual([
    2,
    undefined,
    1,
    0,
  ]);
});

it('keeps the journal short while a site flaps, and the round goes on', async () => {
  const made = makeEngine({
    policy: { quorum: 2, progressTimeout: 1e6, quorumDeadline: 5e6, gatherTimeout: 500, maxReturns: 2 },
  });
  connectAll(made);
  const running = made.engine.run(request());
  await settle();
  for (let flap = 0; flap < 150; flap++) {
    made.engine.siteDisconnected('c');
    await settle();
    made.engine.siteConnected('c');
    await made.clock.advance(1_000);
  }
  for (const [i, site] of ['a', 'b', 'c'].entries())
    await made.engine.submit(site, submissionOf(contributionOf(10 + i)));
  expect((await running).sum.rowCount).toBe(33);
  const entries = await entriesOf(made.journal);
  const goings = entries.filter(({ type }) => type === 'site-left').map(({ data }) => data);
  expect(goings).toMatchObject([{ site: 'c' }, { passedOver: 59 }, { passedOver: 59 }]);
  // The two returns after which it is waited for, and one a minute.
  expect(entries.filter(({ type }) => type === 'site-returned')).toHaveLength(2 + 3);
  expect(replayRound(entries, 0)?.members.get('c')).toMatchObject({ returns: 2, filled: { rowCount: 12 } });
});
