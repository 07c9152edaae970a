import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptBlobs } from '#federation/rounds/kept-blobs';
import { readDocument } from '#study/life/study-document';
import { readJournal } from '../invariants/check-store.ts';
import type { FaultKind, Scene } from '../plan/fault.ts';
import { STUDY_NAME } from '../study/study-kinds.ts';

const WAYS = ['cut off', 'altered', 'removed'] as const;

/** A file of the store loses its end, has a bit flipped, or is gone, while the coordinator is down. */
export const DAMAGE_BLOB: FaultKind = {
  name: 'damage-blob',
  weight: 2,
  draw: (random) => {
    const way = WAYS[random.int(WAYS.length)];
    const [which, at] = [random.uniform(), random.uniform()];
    return {
      words: `kill -9 of coordinator, then a blob that is needed is ${way}`,
      apply: async (scene) => {
        const isKilled = await scene.world.coordinator.kill();
        const path = await neededBlob(scene, which);
        if (path !== undefined) await damage(path, way, at);
        scene.world.coordinator.startLater(0);
        return isKilled ? 1 : 0;
      },
    };
  },
  missing: async ({ options }) =>
    options.store.blobFolder(options.folder) === undefined ? 'this store keeps no blobs in files' : undefined,
};

/**
 * One of the blobs that a restart asks for; undefined while there is none, and once the study is released: its agents have
 * gone, and nobody could make up for it.
 */
async function neededBlob({ world }: Scene, which: number): Promise<string | undefined> {
  const { store, folder } = world.options;
  const stores = await store.open(folder);
  try {
    const record = await stores.studies.get(STUDY_NAME);
    if (record !== undefined && readDocument(record).state.name === 'released') return undefined;
    const needed = [...keptBlobs(await readJournal(stores, STUDY_NAME))].sort();
    const sha256 = needed[Math.floor(which * needed.length)];
    const blobs = store.blobFolder(folder);
    return sha256 === undefined || blobs === undefined ? undefined : join(blobs, sha256.slice(0, 2), sha256);
  } finally {
    await stores.close();
  }
}

async function damage(path: string, way: (typeof WAYS)[number], at: number): Promise<void> {
  if (way === 'removed') return rm(path, { force: true });
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || bytes.length === 0) return;
  const place = Math.floor(at * bytes.length);
  if (way === 'altered') bytes[place] ^= 1;
  await writeFile(path, way === 'altered' ? bytes : bytes.subarray(0, place));
}
