import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import type { BlobUpload } from '#storage/ports/blob-store';
import { sha256Hex } from '#sums/sha256';
import { StoredUpload, type StoreResources } from './stored-upload.ts';
import { UploadBudget } from './upload-budget.ts';
import { UploadTurns } from './upload-turns.ts';

const SLOT = { round: 1, exchange: 0 };
const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
const SHA256 = sha256Hex(BYTES);
const OFFERED = { bytes: BYTES.length, sha256: SHA256 };
let blobs: MemoryBlobStore;
let resources: StoreResources;

beforeEach(() => {
  blobs = new MemoryBlobStore();
  resources = resourcesOf(blobs);
});

/** Of one life of a coordinator; the store outlives it. */
function resourcesOf(store: MemoryBlobStore): StoreResources {
  return { blobs: store, budget: new UploadBudget(150), turns: new UploadTurns() };
}

/** What the end of a process does to its last upload: nobody writes it any more, and what has arrived stays. */
function whenProcessEnds(store: MemoryBlobStore): () => Promise<void> {
  const begin = store.upload.bind(store);
  let last: BlobUpload | undefined;
  store.upload = async (ref) => (last = await begin(ref));
  return async () => last?.suspend();
}

function uploadOf(site: string, life = resources): StoredUpload {
  return new StoredUpload(site, SLOT, life);
}

/** Offers, and waits for the offset. */
function offer(upload: StoredUpload, offered = OFFERED): Promise<number> {
  return new Promise((resolve, reject) => upload.offer(offered, resolve, reject));
}

describe('StoredUpload', () => {
  test('brings a contribution into the store', async () => {
    const upload = uploadOf('a');
    expect(upload.reserveAhead()).toBe(false);
    expect(await offer(upload)).toBe(0);
    expect(await upload.add(0, BYTES.subarray(0, 60))).toBeUndefined();
    expect(upload.fraction).toBe(0.6);
    expect(await upload.add(60, BYTES.subarray(60))).toEqual({});
    expect(upload.sha256).toBe(SHA256);
    expect(await blobs.get(SHA256)).toEqual(BYTES);
  });

  test('goes on at its byte, however often coordinator and connection are lost', async () => {
    const losses = fc.array(fc.record({ upTo: fc.nat(99), restart: fc.boolean() }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(losses, async (lives) => {
        const store = new MemoryBlobStore();
        const loseProcess = whenProcessEnds(store);
        let upload = uploadOf('a', resourcesOf(store));
        let held = 0;
        for (const { upTo, restart } of lives) {
          expect(await offer(upload)).toBe(held);
          await upload.add(held, BYTES.subarray(held, upTo));
          held = Math.max(held, upTo);
          if (restart) {
            await loseProcess();
            upload = uploadOf('a', resourcesOf(store));
          } else upload.suspend();
        }
        expect(await offer(upload)).toBe(held);
        expect(await upload.add(held, BYTES.subarray(held))).toEqual({});
        expect(await store.get(SHA256)).toEqual(BYTES);
      }),
    );
  });

  test('needs no byte of what an earlier coordinator had whole', async () => {
    await blobs.put(BYTES);
    const upload = uploadOf('a');
    expect(await offer(upload)).toBe(100);
    expect(await upload.add(100, new Uint8Array(0))).toEqual({});
    expect(await offer(upload)).toBe(100);
    expect(await upload.add(100, new Uint8Array(0))).toBeUndefined();
  });

  test('skips what it has, and starts anew after a gap or with another contribution', async () => {
    const upload = uploadOf('a');
    await offer(upload, { ...OFFERED, sha256: 'f'.repeat(64) });
    await upload.add(0, BYTES.subarray(0, 10));
    expect(await offer(upload)).toBe(0);
    await upload.add(0, BYTES.subarray(0, 10));
    await upload.add(5, BYTES.subarray(5, 20));
    expect(await offer(upload)).toBe(20);
    await expect(upload.add(30, BYTES.subarray(30))).rejects.toMatchObject({ code: 'CL-NET-003' });
    expect(await upload.add(20, BYTES.subarray(20))).toBeUndefined();
    expect(await offer(upload)).toBe(0);
  });

  test('refuses bytes that have another hash', async () => {
    const upload = uploadOf('a');
    await offer(upload);
    await expect(upload.add(0, BYTES.with(99, 0))).rejects.toMatchObject({
      code: 'CL-NET-003',
      what: 'The contribution of a to round 1 arrived with another SHA-256 than announced.',
    });
    expect(await offer(upload)).toBe(0);
  });

  test('lets two sites send the same contribution: the second needs no byte of it', async () => {
    const ample = { ...resources, budget: new UploadBudget(1000) };
    const [a, b] = [uploadOf('a', ample), uploadOf('b', ample)];
    await offer(a);
    const ready = offer(b);
    await a.add(0, BYTES);
    expect(await ready).toBe(100);
    expect(await b.add(100, new Uint8Array(0))).toEqual({});
  });

  test('waits for room, and gives it back when the site goes', async () => {
    const [a, b] = [uploadOf('a'), uploadOf('b')];
    await offer(a);
    const ready = offer(b, { bytes: 80, sha256: sha256Hex(BYTES.subarray(0, 80)) });
    a.suspend();
    expect(await ready).toBe(0);
    expect(resources.budget.used).toBe(80);
    b.settle();
    expect(resources.budget.used).toBe(0);
  });

  test('says when the store fails, and goes on when it is back', async () => {
    const upload = blobs.upload.bind(blobs);
    blobs.upload = () => Promise.reject(new Error('disk full'));
    const [a, b] = [uploadOf('a'), uploadOf('b')];
    await expect(offer(a)).rejects.toThrow('disk full');
    a.suspend();
    blobs.upload = upload;
    expect(await offer(b)).toBe(0);
    await b.add(0, BYTES);
    b.settle();
    expect(await offer(a)).toBe(100);
  });
});
