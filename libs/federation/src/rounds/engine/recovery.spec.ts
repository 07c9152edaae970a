import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { exactSum } from '#sums/exact-sum';
import type { Receipt } from '../ports.ts';
import { replayRound } from '../round-history.ts';
import type { RoundState } from '../round-state.ts';
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
import type { RoundEngine } from './round-engine.ts';

const SITES = ['a', 'b', 'c'];
const CONTRIBUTIONS = new Map(SITES.map((site, i) => [site, contributionOf(10 * (i + 1))]));

function submit(engine: RoundEngine, site: string, round = 0): Promise<Receipt> {
  return engine.submit(site, submissionOf(CONTRIBUTIONS.get(site) ?? contributionOf(1), { round }));
}

/** What a journal must tell of a round; who is connected, and when sites last advanced, is the live engine's own. */
function durable({ spec, phase, members }: RoundState) {
  const kept = [...members].map(([site, { filled, failure, returns }]) => ({ site, filled, failure, returns }));
  return { spec, phase, members: kept };
}

/** Another engine on the same journal and blobs, as after a restart. */
function restart(made: ReturnType<typeof makeEngine>, changes: Parameters<typeof makeEngine>[0] = {}) {
  const { journal, blobs } = made;
  return makeEngine({ journal, blobs, ...changes });
}

function connect({ engine }: ReturnType<typeof makeEngine>, sites = SITES): void {
  for (const site of sites) engine.siteConnected(site);
}

type Step = {
  readonly act: 'submit' | 'leave' | 'return' | 'fail' | 'progress';
  readonly site: string;
  readonly pause: number;
};
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    act: fc.constantFrom('submit', 'leave', 'return', 'fail', 'progress'),
    site: fc.constantFrom(...SITES),
    pause: fc.nat(300),
  }),
  { maxLength: 12 },
);

async function perform({ engine, clock }: ReturnType<typeof makeEngine>, { act, site, pause }: Step): Promise<void> {
  const slot = { round: 0, exchange: 0 };
  if (act === 'submit') await submit(engine, site);
  if (act === 'leave') engine.siteDisconnected(site);
  if (act === 'return') engine.siteConnected(site);
  if (act === 'fail')
    engine.siteFailed(site, slot, new CohortloomError('CL-DATA-006', { what: 'Few rows.', todo: 'Add.' }));
  if (act === 'progress') engine.progress(site, { ...slot, done: pause, total: 300 });
  await clock.advance(pause);
}

describe('the journal', () => {
  it('replayed gives the state of the live round, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const made = makeEngine();
        connect(made);
        const running = made.engine.run(request()).catch(() => undefined);
        await settle();
        for (const step of list) await perform(made, step);
        await settle();
        const { state } = made.engine;
        const replayed = replayRound(await entriesOf(made.journal), 0);
        expect(replayed && durable(replayed)).toEqual(state && durable(state));
        if (state?.phase !== 'open') await running;

        const again = restart(made);
        again.engine.siteConnected('b');
        void again.engine.run(request()).catch(() => undefined);
        await settle();
        const reopened = again.engine.state;
        const replayedAgain = replayRound(await entriesOf(made.journal), 0);
        if (reopened) expect(replayedAgain && durable(replayedAgain)).toEqual(durable(reopened));
      }),
      { numRuns: 60 },
    );
  });

  it('lets a restarted engine finish the round with the same sum and receipts', async () => {
    const expected = exactSum(LAYOUT, CONTRIBUTIONS);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...SITES, ...SITES, ...SITES], { minLength: 9 }),
        fc.uniqueArray(fc.nat(8), { maxLength: 4 }),
        async (deliveries, kills) => {
          let made = makeEngine({ policy: { ...POLICY, quorum: 3 } });
          connect(made);
          let running = made.engine.run(request());
          const receipts = new Map<string, Receipt[]>();
          for (const [i, site] of deliveries.entries()) {
            await settle();
            const receipt = await submit(made.engine, site);
            receipts.set(site, [...(receipts.get(site) ?? []), receipt]);
            if (!kills.includes(i)) continue;
            running.catch(() => undefined);
            made = restart(made, { policy: { ...POLICY, quorum: 3 } });
            connect(made);
            running = made.engine.run(request());
          }
          expect((await running).sum).toEqual(expected);
          for (const [site, list] of receipts) {
            const { sha256 } = submissionOf(CONTRIBUTIONS.get(site) ?? contributionOf(1));
            for (const receipt of list) {
              expect(receipt).toEqual({ study: 'demo', round: 0, exchange: 0, site, sha256, counted: true });
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('after a restart', () => {
  it('a closed round is summed up again without the sites', async () => {
    const made = makeEngine();
    connect(made);
    const first = made.engine.run(request());
    await settle();
    for (const site of SITES) await submit(made.engine, site);
    const outcome = await first;
    const ledger = new DisclosureLedger();
    const again = restart(made, { ledger });
    const repeated = await again.engine.run(request());
    expect(repeated.sum).toEqual(outcome.sum);
    expect(again.transport.assigned).toEqual([]);
    expect(ledger.ofRound(0)).toMatchObject([{ site: 'a' }, { site: 'b' }, { site: 'c', rowCount: 30, exchanges: 1 }]);
    expect(await submit(again.engine, 'a')).toMatchObject({ counted: true });
  });

  it('an open round asks only the sites that have not contributed, and keeps its members', async () => {
    const made = makeEngine();
    connect(made, ['a', 'b']);
    void made.engine.run(request());
    await made.clock.advance(500);
    await submit(made.engine, 'a');
    const again = restart(made);
    connect(again);
    const running = again.engine.run(request());
    await settle();
    expect(again.transport.assigned.map(({ site }) => site)).toEqual(['b']);
    await submit(again.engine, 'b');
    expect((await running).participants.map(({ site }) => site)).toEqual(['a', 'b']);
  });

  it('a contribution that comes before the study has got to its round waits for it', async () => {
    const made = makeEngine();
    connect(made);
    void made.engine.run(request());
    await settle();
    await submit(made.engine, 'a');
    const again = restart(made);
    connect(again);
    const early = submit(again.engine, 'b');
    await settle();
    const running = again.engine.run(request());
    expect(await early).toMatchObject({ site: 'b', counted: true });
    await submit(again.engine, 'c');
    expect((await running).sum).toEqual(exactSum(LAYOUT, CONTRIBUTIONS));
  });

  it('a round that had failed goes on with what it has, and with whoever is there now', async () => {
    const made = makeEngine({ policy: { ...POLICY, quorum: 2 } });
    connect(made, ['a', 'b']);
    const failing = made.engine.run(request()).catch((reason: unknown) => CohortloomError.from(reason).code);
    await made.clock.advance(500);
    await submit(made.engine, 'a');
    made.engine.siteDisconnected('b');
    await made.clock.advance(5_000);
    expect(await failing).toBe('CL-ROUND-001');
    made.engine.siteConnected('c');
    const running = made.engine.run(request());
    await settle();
    await submit(made.engine, 'c');
    await made.clock.advance(1_000);
    expect((await running).participants.map(({ site }) => site)).toEqual(['a', 'c']);
  });

  it('a round for which too few sites came opens when they are there, in this process and after a restart', async () => {
    const made = makeEngine();
    for (let attempt = 0; attempt < 2; attempt++) {
      const failing = made.engine.run(request()).catch((reason: unknown) => CohortloomError.from(reason).code);
      await made.clock.advance(2 * POLICY.quorumDeadline);
      expect(await failing).toBe('CL-ROUND-001');
    }
    expect((await entriesOf(made.journal)).map(({ type }) => type)).toEqual(['round-failed', 'round-failed']);
    const again = restart(made);
    connect(again);
    const running = again.engine.run(request());
    await settle();
    for (const site of ['a', 'b', 'c']) await submit(again.engine, site);
    expect((await running).participants).toHaveLength(3);
  });

  it('a round that the study goes on without stays over, with what was disclosed in it', async () => {
    const spared = request({ isSpared: ({ code }) => code === 'CL-ROUND-005' });
    const later = request({ broadcast: Uint8Array.of(4) });
    const made = makeEngine();
    connect(made);
    const failing = made.engine.run(spared).catch((reason: unknown) => CohortloomError.from(reason).what);
    await settle();
    await submit(made.engine, 'a');
    const failure = new CohortloomError('CL-MODEL-001', { what: 'It diverged.', todo: 'Lower the rate.' });
    for (const site of ['b', 'c']) made.engine.siteFailed(site, { round: 0, exchange: 0 }, failure);
    const told = await failing;
    expect(told).toContain('It diverged.');
    void made.engine.run(later);
    await settle();
    await submit(made.engine, 'a', 1);

    const ledger = new DisclosureLedger();
    const again = restart(made, { ledger });
    connect(again);
    await expect(again.engine.run(spared)).rejects.toMatchObject({ code: 'CL-ROUND-005', what: told });
    expect(ledger.ofRound(0)).toMatchObject([{ site: 'a', rowCount: 10, exchanges: 1 }]);
    const running = again.engine.run(later);
    await settle();
    expect(again.transport.assigned.map(({ site }) => site)).toEqual(['b', 'c']);
    for (const site of ['b', 'c']) await submit(again.engine, site, 1);
    expect((await running).round).toBe(1);
  });

  it('a round of many exchanges starts again from its first, with the same seeds', async () => {
    const exchanging = (exchanges: number) =>
      request({ next: async (_, exchange) => (exchange + 1 < exchanges ? Uint8Array.of(exchange) : undefined) });
    const made = makeEngine({ sites: ['a'], policy: { ...POLICY, quorum: 1 } });
    connect(made, ['a']);
    void made.engine.run(exchanging(3));
    await settle();
    await made.engine.submit('a', submissionOf(contributionOf(10)));
    await settle();
    const again = restart(made, { sites: ['a'], policy: { ...POLICY, quorum: 1 } });
    connect(again, ['a']);
    const running = again.engine.run(exchanging(3));
    for (const exchange of [0, 1, 2]) {
      await settle();
      await again.engine.submit('a', submissionOf(contributionOf(10 + exchange), { exchange }));
    }
    expect((await running).participants).toMatchObject([{ site: 'a', exchanges: 3 }]);
    expect(again.transport.assigned[0].assignment).toEqual(made.transport.assigned[0].assignment);
  });

  it('a study that asks for something else is told so', async () => {
    const made = makeEngine();
    connect(made);
    void made.engine.run(request());
    await settle();
    const again = restart(made);
    await expect(again.engine.run(request({ broadcast: Uint8Array.of(9) }))).rejects.toMatchObject({
      code: 'CL-CONF-001',
    });
  });

  it('a contribution that waits for a round is told when the round can not be opened', async () => {
    const made = makeEngine();
    connect(made);
    void made.engine.run(request());
    await settle();
    const again = restart(made);
    connect(again);
    const early = submit(again.engine, 'a');
    await expect(again.engine.run(request({ task: 'other' }))).rejects.toMatchObject({ code: 'CL-CONF-001' });
    await expect(early).rejects.toMatchObject({ code: 'CL-CONF-001' });
  });

  it.each(['CL-NEW-001', 'constructor'])('a failure with the code %s, unknown here, is no damage', async (code) => {
    const made = makeEngine();
    connect(made);
    void made.engine.run(request());
    await settle();
    const data = { round: 0, exchange: 0, site: 'c', code, what: 'Something.' };
    await made.journal.append('demo', { key: 'round/0/site-failed/c/9', type: 'site-failed', at: 0, data });
    const failure = replayRound(await entriesOf(made.journal), 0)?.members.get('c')?.failure;
    expect(failure).toEqual({ code: 'CL-INT-001', what: 'Something.' });
  });

  it('a journal that can not be understood is refused', async () => {
    const made = makeEngine();
    await made.journal.append('demo', { key: 'round/0/contributed/a', type: 'contributed', at: 0, data: { round: 0 } });
    await expect(made.engine.run(request())).rejects.toMatchObject({ code: 'CL-IO-004' });
  });
});
