import { describe, expect, it } from '@jest/globals';
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
