import { writeFile } from 'node:fs/promises';
import { PauseGate } from '#federation/rounds/pause-gate';
import type { RoundState } from '#federation/rounds/round-state';
import type { RoundRequest } from '#federation/rounds/round';
import {
  contributionOf,
  entriesOf,
  errorOf,
  makeEngine,
  POLICY,
  request,
  STUDY,
  submissionOf,
} from '#federation/rounds/testing/engine-fixture';
import { settle } from '#federation/rounds/testing/manual-clock';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import { KeptBlobs } from '#storage/testing/mortal-stores';
import { sentenceOf } from '../history-sentences.ts';
import { StudyLife } from '../study-life.ts';
import { durable } from './durable-state.ts';

/**
 * Records the journals in `fixtures/`: one of each state that a study can be found in after a crash, as the engine and the
 * study's life write them today. Beside each, what was true when it was written (NAME.state.json) and how it reads
 * (NAME.txt). Run it only when a new state or record is added: a journal that was written once must be understood for ever.
 *
 *     node --conditions=source libs/study/src/life/testing/record-histories.ts
 */
const SITES = ['a', 'b', 'c'];
const FOLDER = new URL('fixtures/', import.meta.url);

type Scene = Awaited<ReturnType<typeof setScene>>;

/** A coordinator with the lease in its hands, in the middle of training. */
async function setScene() {
  const clock = { now: () => 0 };
  const stores = memoryStores(clock);
  const lease = await stores.leases.acquire(STUDY, 'host:1', 1e9);
  if (lease === undefined) throw new Error('the lease is taken');
  const journal = new FencedJournal(stores.journal, lease);
  const blobs = new KeptBlobs();
  const gate = new PauseGate();
  const made = makeEngine({ journal, blobs, gate, policy: { ...POLICY, quorum: 2 } });
  const life = await StudyLife.lead(
    { id: STUDY, studies: stores.studies, journal, lease, now: () => made.clock.now() },
    { name: STUDY },
  );
  await life.begin();
  await life.reach('training');
  for (const site of SITES) made.engine.siteConnected(site);
  return { ...made, life, gate, blobs };
}

function submit({ engine }: Scene, site: string, rows: number, slot: { round?: number; exchange?: number } = {}) {
  return engine.submit(site, submissionOf(contributionOf(rows), slot));
}

/** Opens a round that this history doesn't see the end of. */
async function open(scene: Scene, asked: RoundRequest = request()): Promise<void> {
  scene.engine.run(asked).catch(() => undefined);
  await settle();
}

async function complete(scene: Scene, round: number, asked: RoundRequest = request()): Promise<void> {
  const running = scene.engine.run(asked);
  await settle();
  for (const [i, site] of SITES.entries()) await submit(scene, site, 10 * (i + 1), { round });
  await running;
}

const HISTORIES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  open,
  'half-contributed': async (scene) => {
    await open(scene);
    await submit(scene, 'a', 10);
    scene.engine.siteDisconnected('b');
  },
  failed: async (scene) => {
    const failure = errorOf(scene.engine.run(request()));
    await settle();
    await submit(scene, 'a', 10);
    await scene.clock.advance(POLICY.quorumDeadline);
    await scene.life.fail(await failure);
  },
  reopened: async (scene) => {
    await open(scene);
    await submit(scene, 'a', 10);
    await scene.clock.advance(POLICY.quorumDeadline);
    await open(scene);
  },
  closed: (scene) => complete(scene, 0),
  paused: async (scene) => {
    await complete(scene, 0);
    scene.gate.close(0);
    await scene.life.change({ type: 'pause' });
    await open(scene);
  },
  withdrawn: async (scene) => {
    await complete(scene, 0);
    await scene.life.change({ type: 'withdraw', reason: 'A site has revoked its consent.' });
  },
  checkpointed: async (scene) => {
    await complete(scene, 0);
    await scene.engine.resume(request({ checkpoint: () => Uint8Array.of(1) }));
    for (const round of [1, 2]) await complete(scene, round, request({ checkpoint: () => Uint8Array.of(round) }));
    await open(scene, request({ checkpoint: () => Uint8Array.of(3) }));
    await submit(scene, 'c', 30, { round: 3 });
  },
  'many-exchanges': async (scene) => {
    const next = async (_: unknown, exchange: number) => (exchange < 1 ? Uint8Array.of(exchange) : undefined);
    const asked = request({ next, checkpoint: () => Uint8Array.of(9) });
    const running = scene.engine.run(asked);
    for (const exchange of [0, 1]) {
      await settle();
      for (const site of SITES) await submit(scene, site, 10, { exchange });
    }
    await running;
    await open(scene, asked);
    for (const site of SITES) await submit(scene, site, 10, { round: 1 });
  },
};

function stateOf(state: RoundState | undefined) {
  return state === undefined ? null : durable(state);
}

for (const [name, act] of Object.entries(HISTORIES)) {
  const scene = await setScene();
  await act(scene);
  await settle();
  const entries = await entriesOf(scene.journal);
  const truth = {
    life: scene.life.state,
    round: stateOf(scene.engine.state),
    blobs: [...scene.blobs.hashes].sort(),
  };
  await writeFile(new URL(`${name}.jsonl`, FOLDER), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await writeFile(new URL(`${name}.state.json`, FOLDER), `${JSON.stringify(truth, null, 2)}\n`);
  await writeFile(new URL(`${name}.txt`, FOLDER), entries.map((entry) => `${sentenceOf(entry)}\n`).join(''));
}
