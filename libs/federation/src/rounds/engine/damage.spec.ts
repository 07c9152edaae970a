import { describe, expect, it } from '@jest/globals';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { KeptBlobs } from '#storage/testing/mortal-stores';
import { exactSum } from '#sums/exact-sum';
import type { RoundRequest } from '../round.ts';
import {
  contributionOf,
  entriesOf,
  errorOf,
  LAYOUT,
  makeEngine,
  POLICY,
  request,
  submissionOf,
} from '../testing/engine-fixture.ts';
import { settle } from '../testing/manual-clock.ts';

const SITES = ['a', 'b', 'c'];
const OPTIONS = { policy: { ...POLICY, quorum: 2 } };

type Made = ReturnType<typeof makeEngine>;

function contribution(site: string, round: number) {
  return contributionOf(10 * (round + 1) + SITES.indexOf(site));
}

function submit({ engine }: Made, site: string, round = 0) {
  return engine.submit(site, submissionOf(contribution(site, round), { round }));
}

function connected(changes: Parameters<typeof makeEngine>[0] = {}): Made {
  const made = makeEngine({ ...OPTIONS, ...changes });
  for (const site of SITES) made.engine.siteConnected(site);
  return made;
}

/** Another engine on the same journal and blobs, of which the store has lost what `hashes` name. */
async function restartWithout(
  { journal, blobs }: Made,
  hashes: Iterable<string>,
  changes: Parameters<typeof makeEngine>[0] = {},
) {
  for (const sha256 of hashes) await blobs.delete(sha256);
  return connected({ journal, blobs, ...changes });
}

async function complete(made: Made, round: number, asked: RoundRequest): Promise<void> {
  const running = made.engine.run(asked);
  await settle();
  for (const site of SITES) await submit(made, site, round);
  await running;
}

const hashOf = (site: string, round = 0) => submissionOf(contribution(site, round)).sha256;
const sumOf = (round: number) => exactSum(LAYOUT, new Map(SITES.map((site) => [site, contribution(site, round)])));

describe('a contribution that the store has lost', () => {
  it('to an open round is asked for again, and the round does not close without it', async () => {
    const before = connected();
    void before.engine.run(request()).catch(() => undefined);
    await settle();
    await submit(before, 'a');
    const said: string[] = [];
    const made = await restartWithout(before, [hashOf('a')], { onDamage: (words) => said.push(words) });
    const running = made.engine.run(request());
    await settle();
    expect(said).toEqual([expect.stringContaining('contribution of a to round 0')]);
    expect(made.transport.assigned.map(({ site }) => site).sort()).toEqual(SITES);
    await submit(made, 'b');
    await submit(made, 'c');
    await made.clock.advance(POLICY.progressTimeout);
    expect(made.engine.status().wait?.sites).toEqual(['a']);
    await submit(made, 'a');
    expect((await running).sum).toEqual(sumOf(0));
    expect((await entriesOf(made.journal)).filter(({ type }) => type === 'contributed')).toHaveLength(3);
  });

  it('to an open round is taken with the same bytes only', async () => {
    const before = connected();
    void before.engine.run(request()).catch(() => undefined);
    await settle();
    await submit(before, 'a');
    const made = await restartWithout(before, [hashOf('a')]);
    void made.engine.run(request()).catch(() => undefined);
    await settle();
    const other = made.engine.submit('a', submissionOf(contributionOf(99)));
    expect((await errorOf(other)).code).toBe('CL-ROUND-003');
  });

  it('to a closed round is asked for again of this site alone, and gives the same outcome', async () => {
    const before = connected();
    await complete(before, 0, request());
    const ledger = new DisclosureLedger();
    const made = await restartWithout(before, [hashOf('b')], { ledger });
    const running = made.engine.run(request());
    await settle();
    expect(made.transport.assigned.map(({ site }) => site)).toEqual(['b']);
    await submit(made, 'b');
    const { sum, participants } = await running;
    expect(sum).toEqual(sumOf(0));
    expect(participants.map(({ site, sha256 }) => [site, sha256]).sort()).toEqual(
      SITES.map((site) => [site, hashOf(site)]),
    );
    expect((await entriesOf(made.journal)).filter(({ type }) => type === 'round-closed')).toHaveLength(1);
  });
});

describe('a checkpoint that the store has lost', () => {
  const leaving = (state: number) => request({ checkpoint: () => Uint8Array.of(state) });

  it('is computed again from the first round of its series, and is there again afterwards', async () => {
    const blobs = new KeptBlobs();
    const live = new DisclosureLedger();
    const before = connected({ blobs, ledger: live });
    await before.engine.resume(leaving(0));
    for (const round of [0, 1]) await complete(before, round, leaving(round));
    const [checkpoint] = blobs.hashes;
    const ledger = new DisclosureLedger();
    const made = await restartWithout(before, [checkpoint], { ledger });
    expect(await made.engine.resume(leaving(0))).toBeUndefined();
    for (const round of [0, 1]) await complete(made, round, leaving(round));
    expect(ledger.disclosures()).toEqual(live.disclosures());
    expect(blobs.hashes.has(checkpoint)).toBe(true);
    const next = await restartWithout(made, []);
    expect(await next.engine.resume(leaving(0))).toEqual(Uint8Array.of(1));
  });
});
