import { describe, expect, it } from '@jest/globals';
import { openEmbeddedStores } from '#storage/embedded/embedded-stores';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import type { Appended, JournalEvent } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { exactSum } from '#sums/exact-sum';
import {
  contributionOf,
  entriesOf,
  errorOf,
  LAYOUT,
  makeEngine,
  POLICY,
  request,
  STUDY,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { ManualClock, settle } from '../testing/manual-clock.ts';

const SITES = ['a', 'b', 'c'];
const CONTRIBUTIONS = new Map(SITES.map((site, i) => [site, contributionOf(10 * (i + 1))]));
const TTL = 9_000;

type WithStores = (test: (stores: Stores, clock: ManualClock) => Promise<void>) => Promise<void>;

const ADAPTERS: readonly [string, WithStores][] = [
  [
    'memory',
    (test) => {
      const clock = new ManualClock();
      return test(memoryStores(clock), clock);
    },
  ],
  [
    'embedded',
    (test) =>
      inTemporaryFolder(async (folder) => {
        const clock = new ManualClock();
        const stores = await openEmbeddedStores(folder, clock);
        await test(stores, clock).finally(() => stores.close());
      }),
  ],
];

/** A journal that tells before each append. */
class WatchedJournal extends FencedJournal {
  onAppend: (event: JournalEvent) => Promise<void> = async () => {};

  override async append(study: string, event: JournalEvent): Promise<Appended> {
    await this.onAppend(event);
    return super.append(study, event);
  }
}

/** A coordinator's engine, with the lease in its hands. */
async function leader(stores: Stores, holder: string) {
  const lease = await stores.leases.acquire(STUDY, holder, TTL);
  if (lease === undefined) throw new Error(`${holder} doesn't get the lease`);
  const journal = new WatchedJournal(stores.journal, lease);
  const made = makeEngine({ journal, blobs: stores.blobs, policy: { ...POLICY, quorum: 3 } });
  for (const site of SITES) made.engine.siteConnected(site);
  return { ...made, journal };
}

type Leader = Awaited<ReturnType<typeof leader>>;

function submit({ engine }: Leader, site: string) {
  return engine.submit(site, submissionOf(CONTRIBUTIONS.get(site) ?? contributionOf(1)));
}

/** The disk takes its own time, whatever the engine's clock says. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}

async function finish(stores: Stores, successor: Leader): Promise<void> {
  const running = successor.engine.run(request());
  for (const site of SITES) await submit(successor, site);
  expect((await running).sum).toEqual(exactSum(LAYOUT, CONTRIBUTIONS));
  const types = (await entriesOf(stores.journal)).map(({ type, key }) => (type === 'contributed' ? key : type));
  expect(types.filter((type) => type === 'round-closed')).toHaveLength(1);
  expect(new Set(types.filter((type) => type.includes('contributed'))).size).toBe(SITES.length);
}

describe.each(ADAPTERS)('two coordinators on one store (%s)', (_name, withStores) => {
  it.each([0, 1, 2])('count no contribution twice when the lead changes after %d of them', (delivered) =>
    withStores(async (stores, clock) => {
      const one = await leader(stores, 'one');
      const abandoned = errorOf(one.engine.run(request()));
      await until(() => one.engine.status().phase === 'open');
      for (const site of SITES.slice(0, delivered)) await submit(one, site);
      await clock.advance(TTL + 1);
      const two = await leader(stores, 'two');
      // The first doesn't know yet: what it is handed isn't acknowledged.
      await expect(submit(one, SITES[delivered])).rejects.toMatchObject({ code: 'CL-ROUND-007' });
      expect((await abandoned).code).toBe('CL-ROUND-007');
      expect(one.transport.cancelled).toEqual([]);
      await finish(stores, two);
    }),
  );

  it('close no round twice when the lead changes while the first closes it', () =>
    withStores(async (stores, clock) => {
      const one = await leader(stores, 'one');
      const two = Promise.withResolvers<Leader>();
      one.journal.onAppend = async ({ type }) => {
        if (type !== 'round-closed') return;
        await clock.advance(TTL + 1);
        two.resolve(await leader(stores, 'two'));
      };
      const abandoned = errorOf(one.engine.run(request()));
      await until(() => one.engine.status().phase === 'open');
      for (const site of SITES) await submit(one, site);
      expect((await abandoned).code).toBe('CL-ROUND-007');
      await finish(stores, await two.promise);
    }));
});
