import { describe, expect, it } from '@jest/globals';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import type { Lease } from '#storage/ports/lease-store';
import type { Stores } from '#storage/ports/stores';
import { RecordedBlobs } from '#storage/recorded-blobs';
import { sha256Hex } from '#sums/sha256';
import { forgetBlobs, hasTwin } from './forget-blobs.ts';
import { requestChange } from './request-change.ts';
import { documentJson, readDocument } from './study-document.ts';

const clock = { time: 1_000, now: () => clock.time };
const POLICY = { quorum: 1, progressTimeout: 1, quorumDeadline: 1, gatherTimeout: 1, maxReturns: 1 };
const OPENED = { kind: 'train', task: 't', members: ['a'], policy: POLICY, broadcastSha256: '', layout: [] };

/** Rounds to which site `a` has contributed one of these bytes each; those but the last have left a checkpoint behind. */
async function contribute(stores: Stores, study: string, bytes: readonly number[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const [round, byte] of bytes.entries()) {
    const { sha256, size } = await stores.blobs.put(Uint8Array.of(byte));
    const opened = { round, study, ...OPENED, manyExchanges: false };
    const contributed = { round, site: 'a', sha256, bytes: size, rowCount: 1 };
    await stores.journal.appendAll(study, [
      { key: `round/${round}/opened`, type: 'round-opened', at: 0, data: opened },
      { key: `round/${round}/contributed/a`, type: 'contributed', at: 0, data: contributed },
    ]);
    hashes.push(sha256);
    if (round === bytes.length - 1) break;
    const checkpoint = await stores.blobs.put(Uint8Array.of(100 + round));
    const left = { first: 0, sha256: checkpoint.sha256, bytes: 1 };
    const data = { round, exchanges: 1, participants: [], checkpoint: left };
    await stores.journal.append(study, { key: `round/${round}/closed`, type: 'round-closed', at: 0, data });
  }
  return hashes;
}

async function create({ studies }: Stores, id: string, name: 'training' | 'withdrawn' | 'released'): Promise<void> {
  const state = name === 'withdrawn' ? { name, reason: 'No.' } : { name };
  const document = documentJson({ state, changes: 0, since: 0, connected: [] });
  await studies.create({ id, declaration: { dictionarySha256: 'd' }, state: document });
}

async function blobsOf({ blobs }: Stores): Promise<string[]> {
  const hashes: string[] = [];
  for await (const { sha256 } of blobs.list()) hashes.push(sha256);
  return hashes;
}

function withdraw(stores: Stores) {
  const options = { holder: 'cli', now: clock.now, patience: 0 };
  return requestChange(stores, 'one', { type: 'withdraw', reason: 'No consent.' }, options);
}

describe('the blobs of a withdrawn study', () => {
  it('are deleted, also those that were left for the sake of a twin', async () => {
    const stores = memoryStores(clock);
    await contribute(stores, 'one', [1, 2, 3]);
    await forgetBlobs('one', stores);
    expect(await blobsOf(stores)).toEqual([]);
  });

  it.each(['with a record', 'without one'])('are kept where another study %s needs them', async (how) => {
    const stores = memoryStores(clock);
    await create(stores, 'one', 'training');
    if (how === 'with a record') await create(stores, 'two', 'training');
    await contribute(stores, 'one', [1, 2]);
    const [shared] = await contribute(stores, 'two', [2]);
    await withdraw(stores);
    expect(await blobsOf(stores)).toContain(shared);
    expect(await hasTwin('one', 'd', stores)).toBe(true);
  });

  it('are deleted when it is withdrawn again, after a crash before that or before its record had heard of it', async () => {
    const stores = memoryStores(clock);
    await create(stores, 'one', 'training');
    await contribute(stores, 'one', [1]);
    const data = { event: 'withdraw', state: { name: 'withdrawn', reason: 'No consent.' } };
    await stores.journal.append('one', { key: 'study/0', type: 'study-changed', at: 0, data });
    expect(await withdraw(stores)).toMatchObject({ done: true, state: { name: 'withdrawn' } });
    const record = await stores.studies.get('one');
    expect(record && readDocument(record)).toMatchObject({ state: { name: 'withdrawn' }, changes: 1 });
    const [left] = await contribute(stores, 'one', [1]);
    expect(await withdraw(stores)).toMatchObject({ done: true });
    expect(await blobsOf(stores)).not.toContain(left);
  });

  it('are deleted too where a leader that had not heard of it stored them, or has half of them', async () => {
    const stores = memoryStores(clock);
    await create(stores, 'one', 'training');
    await contribute(stores, 'one', [1]);
    const lease = await stores.leases.acquire('one', 'held up', 1);
    const [blobs, journal] = [new RecordedBlobs(stores.blobs), new FencedJournal(stores.journal, lease as Lease)];
    clock.time += 2;
    expect(await withdraw(stores)).toMatchObject({ done: true });
    await blobs.put(Uint8Array.of(7));
    const arriving = { sha256: sha256Hex(Uint8Array.of(8, 9)), size: 2 };
    const upload = await blobs.upload(arriving);
    await upload.append(Uint8Array.of(8));
    await upload.suspend();
    const event = { key: 'k', type: 'contributed', at: 0, data: null };
    await expect(journal.append('one', event)).rejects.toMatchObject({ code: 'CL-ROUND-007' });
    expect(await blobsOf(stores)).toHaveLength(1);
    await forgetBlobs('one', stores, blobs.stored);
    expect(await blobsOf(stores)).toEqual([]);
    expect((await stores.blobs.upload(arriving)).offset).toBe(0);
  });
});
