import { expect, it } from '@jest/globals';
import { memoryStores } from './memory/memory-stores.ts';
import { RecordedBlobs } from './recorded-blobs.ts';
import { BYTES, describeBlobStore, refOf } from './testing/blob-store-contract.ts';
import { ManualTime } from './testing/manual-time.ts';

describeBlobStore('recorded', (test) => {
  const time = new ManualTime();
  const kept = memoryStores(time);
  const stores = { ...kept, blobs: new RecordedBlobs(kept.blobs) };
  return test({ stores, reopen: async () => stores, elapse: async (ms) => time.elapse(ms) });
});

it('a leader knows what it has stored or begun to, until that is deleted', async () => {
  const { blobs } = memoryStores(new ManualTime());
  await blobs.put(Uint8Array.of(1));
  const recorded = new RecordedBlobs(blobs);
  const first = await recorded.put(BYTES);
  const arriving = refOf(Uint8Array.of(2));
  await recorded.upload(arriving);
  expect(recorded.stored).toEqual([first, arriving]);
  await recorded.delete(first.sha256);
  expect(recorded.stored).toEqual([arriving]);
});
