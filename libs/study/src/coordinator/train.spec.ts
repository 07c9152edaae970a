import { describe, expect, it } from '@jest/globals';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import { InProcessRoundRunner } from '#federation/rounds/in-process/in-process-round-runner';
import { keptBlobs } from '#federation/rounds/kept-blobs';
import type { RoundRequest, SiteWorker } from '#federation/rounds/round';
import type { FederatedGenerator } from '#generators/federated-generator';
import { sha256Hex } from '#sums/sha256';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import type { JournalEntry, JournalEvent, RoundJournal } from '#storage/ports/round-journal';
import { type Death, KeptBlobs, MortalStores } from '#storage/testing/mortal-stores';
import { silentObserver } from '../observer.ts';
import { decodeSiteTask, encodeSiteTask } from '../site-task.ts';
import { driftGenerator, type DriftState } from './testing/drift-generator.ts';
import { trainGenerator, type TrainingPlan } from './train.ts';

const STUDY = 'drifting';
const SITES = [11, 22, 33];
const ROUNDS = 3;
const EXCHANGES = 104;
const SETUP = { seed: 's', holdOut: 0 };

type Stores = Pick<MortalStores, 'journal' | 'blobs'>;

/** What a study leaves: a hash of each model and of everything disclosed. */
interface Ending {
  readonly models: readonly string[];
  readonly disclosures: string;
}

/** A site that says whether it was asked. */
function site(rowCount: number, asked: (assignment: string) => void): SiteWorker {
  const generator = driftGenerator(1);
  const table = { rowCount, columns: new Map() };
  return {
    contribute: async ({ kind, round, exchange, broadcast, seed }, progress, signal) => {
      asked(`${round}/${exchange}`);
      const { payload } = decodeSiteTask(broadcast);
      const state =
        kind === 'train' ? generator.decode(payload) : { ...(await generator.init('x')), values: new Float32Array(8) };
      return generator.contribute(state, table, seed, progress, signal);
    },
  };
}

function plan(seed: string, manyExchanges: boolean): TrainingPlan {
  return { setup: SETUP, seed, task: 'drift', manyExchanges, isSpared: () => false };
}

/** A profile round, two trainings, one of rounds of one exchange and one of many, and an assessment. */
async function runStudy({ journal, blobs }: Stores, asked: (assignment: string) => void = () => {}): Promise<Ending> {
  const ledger = new DisclosureLedger();
  const workers = new Map(SITES.map((rows) => [`site-${rows}`, site(rows, asked)]));
  const rounds = new InProcessRoundRunner({ study: STUDY, studySeed: 'seed', workers, journal, blobs, ledger });
  const layout = driftGenerator(1).layout({ done: 0, values: new Float32Array(8), momentum: new Float32Array(8) });
  const single = (kind: RoundRequest['kind'], of: Uint8Array): RoundRequest => ({
    kind,
    task: kind,
    broadcast: of,
    layout,
  });
  const [one, many] = [driftGenerator(ROUNDS), driftGenerator(EXCHANGES)];
  await rounds.run(single('profile', encodeSiteTask({ setup: SETUP, payload: new Uint8Array() })));
  const first = one.encode(await trainGenerator(one, plan('one', false), rounds, silentObserver));
  const second = many.encode(await trainGenerator(many, plan('many', true), rounds, silentObserver));
  await rounds.run(single('assess', encodeSiteTask({ setup: SETUP, payload: second })));
  return {
    models: [first, second].map(sha256Hex),
    disclosures: sha256Hex(new TextEncoder().encode(ledger.toJson(STUDY))),
  };
}

function freshStores(): { journal: MemoryRoundJournal; blobs: KeptBlobs } {
  return { journal: new MemoryRoundJournal(), blobs: new KeptBlobs() };
}

async function entriesOf(journal: RoundJournal): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(STUDY)) entries.push(entry);
  return entries;
}

/** Asks in its first exchange for a count that it doesn't need later. */
function curiousGenerator(exchanges: number): FederatedGenerator<DriftState> {
  const drift = driftGenerator(exchanges);
  return {
    ...drift,
    layout: (state) => {
      const layout = drift.layout(state);
      return state.done > 0 ? layout : new Map([...layout, ['once', { kind: 'count', length: 1 }]]);
    },
    contribute: async (state, ...rest) => {
      const { rowCount, vectors } = await drift.contribute(state, ...rest);
      const once = ['once', { kind: 'count', values: Float64Array.of(1) }] as const;
      return { rowCount, vectors: state.done > 0 ? vectors : new Map([...vectors, once]) };
    },
  };
}

it('trains in many exchanges what asks for something else in the first of them', async () => {
  const journal = new MemoryRoundJournal();
  const worker: SiteWorker = {
    contribute: async ({ broadcast, seed }, progress, signal) => {
      const generator = curiousGenerator(5);
      const state = generator.decode(decodeSiteTask(broadcast).payload);
      return generator.contribute(state, { rowCount: 9, columns: new Map() }, seed, progress, signal);
    },
  };
  const workers = new Map([['site', worker]]);
  const rounds = new InProcessRoundRunner({ study: STUDY, studySeed: 'seed', workers, journal });
  const state = await trainGenerator(curiousGenerator(5), plan('many', true), rounds, silentObserver);
  expect(state.done).toBe(5);
  const closed = (await entriesOf(journal)).filter(({ type }) => type === 'round-closed');
  expect(closed.map(({ data }) => data)).toMatchObject([{ exchanges: 1 }, { exchanges: 4 }]);
});

describe('a study with checkpoints', () => {
  it('keeps contributions to rounds without a checkpoint, the last state of each training, and no other blob', async () => {
    const { journal, blobs } = freshStores();
    await runStudy({ journal, blobs });
    const kept = keptBlobs(await entriesOf(journal));
    expect(blobs.hashes).toEqual(kept);
    expect(kept.size).toBe(2 * SITES.length + 2);
  });

  it.each<Death>(['before', 'after'])(
    'ends with the same bytes wherever it is killed (%s the change is made), and cleans up after itself',
    async (death) => {
      const undisturbed = new MortalStores(new MemoryRoundJournal(), new KeptBlobs(), Infinity, 'before');
      const expected = await runStudy(undisturbed);
      expect(undisturbed.calls).toBeGreaterThan(50);
      for (let deadly = 1; deadly <= undisturbed.calls; deadly++) {
        const { journal, blobs } = freshStores();
        await expect(runStudy(new MortalStores(journal, blobs, deadly, death))).rejects.toThrow();
        expect({ deadly, ...(await runStudy({ journal, blobs })) }).toEqual({ deadly, ...expected });
        expect({ deadly, hashes: [...blobs.hashes].sort() }).toEqual({
          deadly,
          hashes: [...keptBlobs(await entriesOf(journal))].sort(),
        });
      }
    },
  );

  it('is restarted again and again in one round, and still ends the same', async () => {
    const expected = await runStudy(freshStores());
    const { journal, blobs } = freshStores();
    for (let life = 1; life <= 40; life++) {
      await runStudy(new MortalStores(journal, blobs, 3, life % 2 === 0 ? 'before' : 'after')).catch(() => undefined);
    }
    expect(await runStudy({ journal, blobs })).toEqual(expected);
  });

  it('asks the sites again for the open round at most', async () => {
    const { journal, blobs } = freshStores();
    const last = 1 + ROUNDS + 1;
    const dying = Object.assign(new MemoryRoundJournal(), {
      append: (study: string, event: JournalEvent) => {
        if (event.key === `round/${last}/closed`) throw new Error('killed');
        return journal.append(study, event);
      },
    });
    await expect(runStudy({ journal: dying, blobs })).rejects.toThrow('killed');
    const asked: string[] = [];
    await runStudy({ journal, blobs }, (assignment) => asked.push(assignment));
    expect(new Set(asked.map((assignment) => assignment.split('/')[0]))).toEqual(new Set([`${last}`, `${last + 1}`]));
    expect(asked).toHaveLength((EXCHANGES - 100 + 1) * SITES.length);
  });
});
