import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import { KeptBlobs } from '#storage/testing/mortal-stores';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { keptBlobs } from '../kept-blobs.ts';
import type { RoundRequest } from '../round.ts';
import {
  contributionOf,
  entriesOf,
  errorOf,
  makeEngine,
  POLICY,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';

const SITES = ['a', 'b'];
const OPTIONS = { sites: ['a', 'b', 'c'], policy: { ...POLICY, quorum: 2 } };

const DIVERGED = { what: 'It diverged.', todo: 'Lower the rate.' };

type Made = ReturnType<typeof makeEngine>;

function restart({ journal, blobs }: Made, changes: Parameters<typeof makeEngine>[0] = {}): Made {
  return makeEngine({ ...OPTIONS, journal, blobs, ...changes });
}

/** A round that leaves `state` behind. */
function leaving(state: number, changes: Partial<RoundRequest> = {}): RoundRequest {
  return request({ checkpoint: () => Uint8Array.of(state), ...changes });
}

/** Runs a round to its end; each site contributes another number of rows than in other rounds. */
async function complete(made: Made, round: number, asked: RoundRequest, sites = SITES): Promise<void> {
  const running = made.engine.run(asked);
  await made.clock.advance(POLICY.gatherTimeout);
  for (const [i, site] of sites.entries()) {
    await made.engine.submit(site, submissionOf(contributionOf(10 * (round + 1) + i), { round }));
  }
  await running;
}

function makeConnected(changes: Parameters<typeof makeEngine>[0] = {}): Made {
  const made = makeEngine({ ...OPTIONS, blobs: new KeptBlobs(), ...changes });
  for (const site of SITES) made.engine.siteConnected(site);
  return made;
}

describe('a series of rounds with checkpoints', () => {
  it('goes on after its latest, without the contributions and with everything that was disclosed', async () => {
    const live = new DisclosureLedger();
    const made = makeConnected({ ledger: live });
    await complete(made, 0, request());
    expect(await made.engine.resume(leaving(1))).toBeUndefined();
    for (const round of [1, 2, 3]) await complete(made, round, leaving(round));

    const ledger = new DisclosureLedger();
    const again = restart(made, { ledger });
    await again.engine.run(request());
    expect(await again.engine.resume(leaving(1))).toEqual(Uint8Array.of(3));
    expect(again.transport.assigned).toEqual([]);
    expect(ledger.disclosures()).toEqual(live.disclosures());
    for (const site of SITES) again.engine.siteConnected(site);
    await complete(again, 4, leaving(4));
    expect(again.engine.status().round).toBe(4);
  });

  it('keeps its last state and what no checkpoint stands for', async () => {
    const made = makeConnected();
    await complete(made, 0, request());
    await made.engine.resume(leaving(1));
    for (const round of [1, 2]) await complete(made, round, leaving(round));
    await made.engine.resume(leaving(7));
    await complete(made, 3, leaving(7));
    const { hashes } = made.blobs as KeptBlobs;
    expect(hashes.size).toBe(2 + 1 + 1);
    expect(keptBlobs(await entriesOf(made.journal))).toEqual(hashes);
  });

  it.each(['no round', 'the first', 'both'])(
    'is given up and followed by another, and a restart while that has closed %s goes on there',
    async (closed) => {
      const first = leaving(1, { isSpared: ({ code }) => code === 'CL-ROUND-005' });
      const second = leaving(7, { task: 'other' });
      const made = makeConnected();
      expect(await made.engine.resume(first)).toBeUndefined();
      await complete(made, 0, first);
      const failing = errorOf(made.engine.run(first));
      await made.clock.advance(POLICY.gatherTimeout);
      await made.engine.submit('a', submissionOf(contributionOf(10), { round: 1 }));
      made.engine.siteFailed('b', { round: 1, exchange: 0 }, new CohortloomError('CL-MODEL-001', DIVERGED));
      const told = await failing;
      expect(told.code).toBe('CL-ROUND-005');
      expect(await made.engine.resume(second)).toBeUndefined();
      // Contributions of the same bytes as those that were let go of.
      if (closed !== 'no round') await complete(made, 2, second);
      if (closed === 'both') await complete(made, 3, second);
      const open = { 'no round': 2, 'the first': 3, both: 4 }[closed] ?? 0;
      void made.engine.run(second).catch(() => undefined);
      await made.clock.advance(POLICY.gatherTimeout);
      const kept = submissionOf(contributionOf(10), { round: open });
      await made.engine.submit('a', kept);

      const again = restart(made);
      for (const site of SITES) again.engine.siteConnected(site);
      expect(await again.engine.resume(first)).toEqual(Uint8Array.of(1));
      expect(await errorOf(again.engine.run(first))).toMatchObject({ code: told.code, what: told.what });
      expect(await again.engine.resume(second)).toEqual(closed === 'no round' ? undefined : Uint8Array.of(7));
      const running = again.engine.run(second);
      await again.clock.advance(POLICY.gatherTimeout);
      expect(again.transport.assigned.map(({ site }) => site)).toEqual(['b']);
      expect(keptBlobs(await entriesOf(made.journal))).toEqual((made.blobs as KeptBlobs).hashes);
      expect((made.blobs as KeptBlobs).hashes).toContain(kept.sha256);
      await again.engine.submit('b', submissionOf(contributionOf(11), { round: open }));
      expect(await running).toMatchObject({ round: open, sum: { rowCount: 21 } });
    },
  );

  it('needs no site that has gone, unless it is a member of the open round', async () => {
    const made = makeConnected();
    made.engine.siteConnected('c');
    const many = { manyExchanges: true, next: async () => undefined };
    await made.engine.resume(leaving(1, many));
    await complete(made, 0, leaving(1, many), ['a', 'b', 'c']);
    const again = restart(made);
    for (const site of SITES) again.engine.siteConnected(site);
    expect(await again.engine.resume(leaving(1, many))).toEqual(Uint8Array.of(1));
    await complete(again, 1, leaving(2, many));
    expect(again.engine.state?.spec.members).toEqual(SITES);
  });

  it('that began with another request is refused', async () => {
    const made = makeConnected();
    await made.engine.resume(leaving(1));
    await complete(made, 0, leaving(1));
    const again = restart(made);
    const error = await errorOf(again.engine.resume(leaving(1, { broadcast: Uint8Array.of(9) })));
    expect(error.code).toBe('CL-CONF-001');
  });

  it('keeps a state that a round leaves as it was', async () => {
    const made = makeConnected();
    await made.engine.resume(leaving(1));
    for (const round of [0, 1, 2]) await complete(made, round, leaving(1));
    expect(await restart(made).engine.resume(leaving(1))).toEqual(Uint8Array.of(1));
  });

  it('stores nothing where no restart can follow', async () => {
    const made = makeConnected({ blobs: new MemoryBlobStore() });
    let asked = 0;
    await complete(made, 0, leaving(1, { checkpoint: () => Uint8Array.of(asked++) }));
    expect(asked).toBe(0);
  });
});
