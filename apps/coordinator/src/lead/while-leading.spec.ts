import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { ManualClock, settle } from '#federation/rounds/testing/manual-clock';
import { memoryStores } from '#storage/memory/memory-stores';
import type { Lease, LeaseStore } from '#storage/ports/lease-store';
import { type LeadershipOptions, processName, whileLeading } from './while-leading.ts';

const TTL = 9_000;

function setting() {
  const clock = new ManualClock();
  const stores = memoryStores(clock);
  const log: string[] = [];
  const stop = new AbortController();
  const of = (holder: string, changes: Partial<LeadershipOptions> = {}): LeadershipOptions => ({
    leases: stores.leases,
    study: 'aml',
    holder,
    clock,
    ttl: TTL,
    leadsSince: async () => 43_200_000,
    log: (words) => log.push(`${holder}: ${words}`),
    signal: stop.signal,
    ...changes,
  });
  return { clock, stores, log, stop, of };
}

/** Leads until its signal aborts. */
function leading(began: (lease: Lease) => void) {
  return (lease: Lease, signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      began(lease);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
}

/** A store whose renewals are a test's. */
function withRenewal(leases: LeaseStore, renew: LeaseStore['renew']): LeaseStore {
  return {
    acquire: (study, holder, ttl) => leases.acquire(study, holder, ttl),
    release: (lease) => leases.release(lease),
    current: (study) => leases.current(study),
    renew,
  };
}

it('tells processes apart that share the name of a host and a number', () => {
  expect(processName()).toMatch(new RegExp(`:${process.pid}:[0-9a-f]{8}$`));
  expect(processName()).toBe(processName());
});

describe('coordinators of one study', () => {
  it('say so when the store keeps them waiting', async () => {
    const { clock, stores, log, of } = setting();
    const answer = Promise.withResolvers<void>();
    const slow: LeaseStore = {
      ...withRenewal(stores.leases, (lease, ttl) => stores.leases.renew(lease, ttl)),
      acquire: (study, holder, ttl) => answer.promise.then(() => stores.leases.acquire(study, holder, ttl)),
    };
    const leaders: string[] = [];
    void whileLeading(
      of('one', { leases: slow }),
      leading(({ holder }) => leaders.push(holder)),
    );
    await clock.advance(4_999);
    expect(log).toEqual([]);
    await clock.advance(1);
    const waiting =
      "one: Waiting since 1970-01-01T00:00:00Z for the store to say who leads the study aml. It hasn't answered yet.";
    expect(log).toEqual([waiting]);
    answer.resolve();
    await settle();
    expect(leaders).toEqual(['one']);
    expect(log).toEqual([waiting, 'one: The store answers again.']);
  });

  it('stand by however long the store is away, and say so once a minute', async () => {
    const { clock, stores, log, of } = setting();
    await stores.leases.acquire('aml', 'one', TTL);
    let isAway = true;
    const electing: LeaseStore = {
      ...withRenewal(stores.leases, (lease, ttl) => stores.leases.renew(lease, ttl)),
      acquire: async (study, holder, ttl) => {
        if (isAway) throw new CohortloomError('CL-IO-006', { what: 'No primary.', todo: 'Wait.' });
        return stores.leases.acquire(study, holder, ttl);
      },
    };
    const leaders: string[] = [];
    void whileLeading(
      of('two', { leases: electing }),
      leading(({ holder }) => leaders.push(holder)),
    );
    await clock.advance(61_000);
    const waiting =
      'two: Waiting since 1970-01-01T00:00:00Z for the store to say who leads the study aml. CL-IO-006: No primary.';
    expect(log).toEqual([waiting, waiting]);
    isAway = false;
    await clock.advance(1_000);
    expect(leaders).toEqual(['two']);
    expect(log.at(-1)).toBe('two: The store answers again.');
  });

  it('end with what is no absence of the store', async () => {
    const { stores, of } = setting();
    const leases: LeaseStore = {
      ...withRenewal(stores.leases, (lease, ttl) => stores.leases.renew(lease, ttl)),
      acquire: async () => {
        throw new CohortloomError('CL-IO-004', { what: 'Damaged.', todo: 'Restore it.' });
      },
    };
    const lead = leading(() => {});
    await expect(whileLeading(of('one', { leases }), lead)).rejects.toMatchObject({ code: 'CL-IO-004' });
  });

  it('lead one at a time: the second takes over when the lease of the first runs out', async () => {
    const { clock, stores, log, of } = setting();
    const leaders: string[] = [];
    // A process that was killed: it renews nothing and says nothing.
    await stores.leases.acquire('aml', 'one', TTL);
    const lead = leading(({ holder }) => leaders.push(holder));
    void whileLeading(of('two'), (lease, signal, succeeds) => {
      expect(succeeds).toBe(true);
      return lead(lease, signal);
    }).catch(() => undefined);
    await clock.advance(TTL - 1);
    expect(leaders).toEqual([]);
    expect(log).toEqual([
      'two: one leads the study aml since 1970-01-01T12:00:00Z; this one takes over when its lease runs out.',
    ]);
    await clock.advance(1_001);
    expect(leaders).toEqual(['two']);
  });

  it('keep the lead for as long as they renew it', async () => {
    const { clock, of } = setting();
    const leaders: string[] = [];
    const began = ({ holder }: Lease) => leaders.push(holder);
    void whileLeading(of('one'), leading(began)).catch(() => undefined);
    await settle();
    void whileLeading(of('two'), leading(began)).catch(() => undefined);
    await clock.advance(20 * TTL);
    expect(leaders).toEqual(['one']);
  });

  it('hand the lead over at once when they end', async () => {
    const { clock, of } = setting();
    expect(await whileLeading(of('one'), async ({ token }, _, succeeds) => [token, succeeds])).toEqual([1, false]);
    expect(await whileLeading(of('two'), async ({ token }) => token)).toBe(2);
    expect(clock.now()).toBe(0);
  });

  it('stop when another has the lease, and stand by again', async () => {
    const { clock, stores, log, of } = setting();
    const tokens: number[] = [];
    const began = ({ token }: Lease) => tokens.push(token);
    void whileLeading(of('one'), leading(began)).catch(() => undefined);
    await settle();
    const taken = await stores.leases.acquire('aml', 'one', TTL);
    await clock.advance(TTL / 3);
    expect(log.at(-1)).toBe('one: Another coordinator leads the study now; nothing more is written here.');
    await stores.leases.release(taken as Lease);
    await clock.advance(TTL);
    expect(tokens).toEqual([1, 3]);
  });

  it('stop when the store does not answer for as long as the lease is good', async () => {
    const { clock, stores, of } = setting();
    const leases = withRenewal(stores.leases, () => new Promise<undefined>(() => {}));
    const ends: number[] = [];
    const lead = leading(() => {});
    void whileLeading(of('one', { leases }), (lease, signal) =>
      lead(lease, signal).finally(() => ends.push(clock.now())),
    ).catch(() => undefined);
    await clock.advance(TTL);
    expect(ends).toEqual([TTL]);
  });

  it('try again when a renewal fails for a moment', async () => {
    const { clock, stores, log, of } = setting();
    let failures = 2;
    const leases = withRenewal(stores.leases, async (lease, ttl) => {
      if (failures-- > 0) throw new Error('no answer');
      return stores.leases.renew(lease, ttl);
    });
    const began: number[] = [];
    void whileLeading(
      of('one', { leases }),
      leading(({ token }) => began.push(token)),
    ).catch(() => undefined);
    await clock.advance(5 * TTL);
    expect(began).toEqual([1]);
    expect(log).toHaveLength(2);
  });

  it('end when they are stopped while they stand by', async () => {
    const { stores, stop, of } = setting();
    await stores.leases.acquire('aml', 'one', TTL);
    const standing = whileLeading(
      of('two'),
      leading(() => {}),
    );
    await settle();
    stop.abort();
    await expect(standing).rejects.toMatchObject({ code: 'CL-ROUND-006' });
  });

  it('end with what their lead ends with', async () => {
    const { of } = setting();
    const failing = whileLeading(of('one'), () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
  });
});
