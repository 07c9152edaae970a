import { describe, expect, it } from '@jest/globals';
import type { LeaseStore } from '../ports/lease-store.ts';
import { event } from './round-journal-contract.ts';
import type { WithStores } from './stores-contract.ts';

/** Long enough for a slow machine, short enough to wait for where time can't be moved; ms. */
const TTL = 1500;
const STUDY = { id: 's', declaration: null, state: 'draft' };

async function take(leases: LeaseStore, holder: string, ttl = TTL) {
  const lease = await leases.acquire('s', holder, ttl);
  if (lease === undefined) throw new Error(`${holder} did not get the lease`);
  return lease;
}

/** What every lease store must do, together with the journal and the studies that its tokens protect. */
export function describeLeaseStore(name: string, withStores: WithStores): void {
  describe(`${name} as a lease store`, () => {
    it('gives a study to one holder at a time, and says who has it', () =>
      withStores(async ({ stores, reopen }) => {
        const lease = await take(stores.leases, 'a');
        expect(lease).toMatchObject({ study: 's', holder: 'a', token: 1 });
        const other = (await reopen()).leases;
        expect(await other.acquire('s', 'b', TTL)).toBeUndefined();
        expect(await other.current('s')).toEqual(lease);
        expect(await other.current('other')).toBeUndefined();
        expect(await other.acquire('other', 'b', TTL)).toMatchObject({ token: 1 });
      }));

    it('lets one of several that ask at once have it', () =>
      withStores(async ({ stores, reopen }) => {
        const places = [stores.leases, (await reopen()).leases];
        const asked = Array.from({ length: 8 }, (_, i) => places[i % 2].acquire('s', `holder-${i}`, 60_000));
        expect((await Promise.all(asked)).filter((lease) => lease !== undefined)).toHaveLength(1);
      }));

    it('keeps a lease that is renewed, and hands over one that has run out', () =>
      withStores(async ({ stores: { leases }, elapse }) => {
        const first = await take(leases, 'a');
        await elapse(0.6 * TTL);
        const renewed = await leases.renew(first, TTL);
        expect(renewed).toMatchObject({ token: first.token, holder: 'a' });
        expect(renewed?.expiresAt).toBeGreaterThan(first.expiresAt);
        await elapse(0.6 * TTL);
        expect(await leases.acquire('s', 'b', TTL)).toBeUndefined();
        await elapse(0.6 * TTL);
        expect(await leases.current('s')).toBeUndefined();
        expect(await take(leases, 'b')).toMatchObject({ token: 2, holder: 'b' });
        expect(await leases.renew(first, TTL)).toBeUndefined();
      }));

    it('leaves a lease that has run out to its holder until another takes it', () =>
      withStores(async ({ stores: { leases }, elapse }) => {
        const lease = await take(leases, 'a', 50);
        await elapse(60);
        expect(await leases.renew(lease, TTL)).toMatchObject({ token: lease.token });
        expect(await leases.acquire('s', 'b', TTL)).toBeUndefined();
      }));

    it('gives a holder that comes again a new token at once, across reopening', () =>
      withStores(async ({ stores, reopen }) => {
        const first = await take(stores.leases, 'a', 60_000);
        const again = await take((await reopen()).leases, 'a', 60_000);
        expect(again.token).toBe(first.token + 1);
        expect(await stores.leases.renew(first, TTL)).toBeUndefined();
      }));

    it('frees a lease that is given back, and only by its last holder', () =>
      withStores(async ({ stores: { leases } }) => {
        const first = await take(leases, 'a');
        await leases.release(first);
        expect(await leases.current('s')).toBeUndefined();
        expect(await leases.renew(first, TTL)).toBeUndefined();
        const second = await take(leases, 'b', 60_000);
        expect(second.token).toBe(2);
        await leases.release(first);
        expect(await leases.current('s')).toEqual(second);
      }));

    it('refuses a name that is unfit', () =>
      withStores(async ({ stores: { leases } }) => {
        await expect(leases.acquire('../x', 'a', TTL)).rejects.toMatchObject({ code: 'CL-CONF-001' });
      }));

    it('lets only the newest token write to the journal, whatever the time', () =>
      withStores(async ({ stores, reopen, elapse }) => {
        const former = await take(stores.leases, 'a', 50);
        await elapse(60);
        await stores.journal.append('s', event('before'), former);
        const other = await reopen();
        const leader = await take(other.leases, 'b', 60_000);
        const late = stores.journal.appendAll('s', [event('late'), event('later')], former);
        await expect(late).rejects.toMatchObject({ code: 'CL-ROUND-007', where: { study: 's' } });
        await expect(stores.journal.append('s', event('before'), former)).rejects.toMatchObject({
          code: 'CL-ROUND-007',
        });
        await other.journal.append('s', event('after'), leader);
        expect(await stores.journal.lengths()).toEqual(new Map([['s', 2]]));
      }));

    it('refuses one writer of a group without failing the others', () =>
      withStores(async ({ stores: { journal, leases } }) => {
        const former = await take(leases, 'a');
        const leader = await take(leases, 'a', 60_000);
        const writes = [leader, former, leader].map((fence, i) => journal.append('s', event(`${i}`), fence));
        const ends = await Promise.allSettled([...writes, journal.append('s', event('free'))]);
        expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
        expect(await journal.lengths()).toEqual(new Map([['s', 3]]));
      }));

    it('refuses the token of a lease that was released, was never given or is of another study', () =>
      withStores(async ({ stores: { journal, leases } }) => {
        const lease = await take(leases, 'a');
        for (const [study, fence] of [
          ['other', lease],
          ['s', { token: 2 }],
          ['s', { token: 0 }],
        ] as const) {
          await expect(journal.append(study, event('k'), fence)).rejects.toMatchObject({ code: 'CL-ROUND-007' });
        }
        await leases.release(lease);
        await expect(journal.append('s', event('k'), lease)).rejects.toMatchObject({ code: 'CL-ROUND-007' });
        expect(await journal.lengths()).toEqual(new Map());
      }));

    it('lets only the newest token change the study', () =>
      withStores(async ({ stores: { studies, leases } }) => {
        await studies.create(STUDY);
        const former = await take(leases, 'a');
        const leader = await take(leases, 'a');
        await expect(studies.update('s', 1, 'x', former)).rejects.toMatchObject({ code: 'CL-ROUND-007' });
        expect(await studies.update('s', 1, 'y', leader)).toMatchObject({ revision: 2, state: 'y' });
      }));

    it('never lets two leaders write in turn', () =>
      withStores(async ({ stores, reopen }) => {
        const places = [stores, await reopen()];
        const lead = async ({ leases, journal }: (typeof places)[number], holder: string) => {
          for (let turn = 0; turn < 12; turn++) {
            // The same holder's name takes the lease away from whoever has it.
            const lease = await take(leases, 'same', 60_000);
            for (let i = 0; i < 3; i++) {
              const one = event(`${holder}/${turn}/${i}`, { token: lease.token });
              await journal.append('s', one, lease).catch((error: { code: string }) => {
                expect(error.code).toBe('CL-ROUND-007');
              });
            }
          }
        };
        await Promise.all([lead(places[0], 'a'), lead(places[1], 'b')]);
        let newest = 0;
        for await (const { data } of stores.journal.read('s')) {
          const { token } = data as { token: number };
          expect(token).toBeGreaterThanOrEqual(newest);
          newest = token;
        }
        expect(newest).toBeGreaterThan(0);
      }));
  });
}
