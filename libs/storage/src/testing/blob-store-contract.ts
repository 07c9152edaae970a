import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BlobRef, BlobStore, ByteRange, StoredBlob } from '../ports/blob-store.ts';
import type { WithStores } from './stores-contract.ts';

export const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);

export function refOf(bytes: Uint8Array): BlobRef {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

async function readAll(store: BlobStore, sha256: string, range?: ByteRange): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(sha256, range)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** What every blob store must do. */
export function describeBlobStore(name: string, withStores: WithStores): void {
  describe(`${name} as a blob store`, () => {
    it('gives back what was put, by its hash, across reopening', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 5000, size: 'max' }), (bytes) =>
          withStores(async ({ stores: { blobs: store }, reopen }) => {
            const ref = await store.put(bytes);
            expect(ref).toEqual(refOf(bytes));
            const again = (await reopen()).blobs;
            expect(await again.stat(ref.sha256)).toEqual(ref);
            expect(new Uint8Array(await again.get(ref.sha256))).toEqual(bytes);
            expect(await readAll(again, ref.sha256)).toEqual(bytes);
          }),
        ),
        { numRuns: 15 },
      );
    });

    it('reads any range', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const { sha256 } = await store.put(BYTES);
        await fc.assert(
          fc.asyncProperty(fc.nat(1000), fc.nat(1000), async (a, b) => {
            const range = { start: Math.min(a, b), end: Math.max(a, b) };
            expect(await readAll(store, sha256, range)).toEqual(BYTES.slice(range.start, range.end));
          }),
          { numRuns: 25 },
        );
      }));

    it('keeps its own copy, 8-byte aligned', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const bytes = Uint8Array.of(9, 1, 2, 3).subarray(1);
        const { sha256 } = await store.put(bytes);
        bytes[0] = 7;
        const held = await store.get(sha256);
        expect([...held]).toEqual([1, 2, 3]);
        expect(held.byteOffset % 8).toBe(0);
      }));

    it('takes the same bytes twice, at once', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const refs = await Promise.all([1, 2, 3].map(() => store.put(BYTES)));
        expect(refs).toEqual([refOf(BYTES), refOf(BYTES), refOf(BYTES)]);
        expect(new Uint8Array(await store.get(refs[0].sha256))).toEqual(BYTES);
      }));

    it('knows nothing of what was not put, or was deleted', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const { sha256 } = await store.put(BYTES);
        await store.delete(sha256);
        await store.delete(sha256);
        for (const unknown of [sha256, '../../etc/passwd']) {
          await expect(store.get(unknown)).rejects.toMatchObject({ code: 'CL-IO-001' });
          await expect(readAll(store, unknown)).rejects.toMatchObject({ code: 'CL-IO-001' });
        }
        expect(await store.stat(sha256)).toBeUndefined();
      }));

    it('takes an upload in any pieces, interrupted anywhere', async () => {
      const pieces = fc.array(fc.record({ size: fc.integer({ min: 1, max: 400 }), suspend: fc.boolean() }), {
        minLength: 1,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(pieces, (list) =>
          withStores(async ({ stores: { blobs: store }, reopen }) => {
            let upload = await store.upload(refOf(BYTES));
            for (const { size, suspend } of [...list, { size: 1000, suspend: false }]) {
              await upload.append(BYTES.slice(upload.offset, upload.offset + size));
              if (!suspend) continue;
              const held = upload.offset;
              await upload.suspend();
              upload = await (await reopen()).blobs.upload(refOf(BYTES));
              expect(upload.offset).toBe(held);
            }
            const ref = await upload.commit();
            expect(new Uint8Array(await (await reopen()).blobs.get(ref.sha256))).toEqual(BYTES);
          }),
        ),
        { numRuns: 15 },
      );
    });

    it('resumes a finished upload at its end', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const ref = await store.put(BYTES);
        const upload = await store.upload(ref);
        expect(upload.offset).toBe(BYTES.length);
        expect(await upload.commit()).toEqual(ref);
      }));

    it('refuses an upload that differs from what was announced, and forgets it', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const upload = await store.upload(refOf(BYTES));
        await upload.append(BYTES.map((byte) => byte ^ 1));
        await expect(upload.commit()).rejects.toMatchObject({ code: 'CL-NET-003' });
        expect(await store.stat(refOf(BYTES).sha256)).toBeUndefined();
        const again = await store.upload(refOf(BYTES));
        expect(again.offset).toBe(0);
        await again.append(BYTES.subarray(1));
        await expect(again.commit()).rejects.toMatchObject({ code: 'CL-NET-003' });
      }));

    it('refuses more bytes than were announced, and can forget an upload', () =>
      withStores(async ({ stores: { blobs: store } }) => {
        const upload = await store.upload(refOf(BYTES));
        await upload.append(BYTES);
        await expect(upload.append(Uint8Array.of(1))).rejects.toMatchObject({ code: 'CL-NET-003' });
        await upload.discard();
        expect((await store.upload(refOf(BYTES))).offset).toBe(0);
      }));

    it('keeps a blob whole whatever a second writer of the same upload does', () =>
      withStores(async ({ stores: { blobs }, reopen }) => {
        const other = (await reopen()).blobs;
        const ref = refOf(BYTES);
        const wrong = BYTES.map((byte) => byte ^ 1);
        const late = await other.upload(ref);
        await late.append(wrong.subarray(0, 400));
        const upload = await blobs.upload(ref);
        await upload.append(BYTES.subarray(upload.offset));
        await upload.commit();
        await late.append(wrong.subarray(400)).catch(() => undefined);
        await expect(late.commit()).rejects.toMatchObject({ code: 'CL-NET-003' });
        await late.discard().catch(() => undefined);
        expect(new Uint8Array(await blobs.get(ref.sha256))).toEqual(BYTES);
        const again = await other.upload(ref);
        await again.discard();
        expect(new Uint8Array(await blobs.get(ref.sha256))).toEqual(BYTES);
      }));

    it('lists what it has, with sizes and times', () =>
      withStores(async ({ stores: { blobs }, elapse }) => {
        expect(await listAll(blobs)).toEqual([]);
        const first = await blobs.put(BYTES);
        await elapse(20);
        const second = await blobs.put(BYTES.subarray(1));
        await (await blobs.upload(refOf(BYTES.subarray(2)))).suspend();
        const listed = await listAll(blobs);
        expect(listed.map(({ sha256, size }) => ({ sha256, size }))).toEqual([first, second]);
        expect(listed[1].storedAt).toBeGreaterThan(listed[0].storedAt);
      }));

    it('sweeps what nobody refers to and nobody has stored lately', () =>
      withStores(async ({ stores: { blobs }, elapse }) => {
        const [kept, again, old] = [
          await blobs.put(BYTES),
          await blobs.put(Uint8Array.of(1)),
          await blobs.put(BYTES.subarray(3)),
        ];
        const abandoned = await blobs.upload(refOf(BYTES.subarray(2)));
        await abandoned.append(BYTES.subarray(2, 500));
        await abandoned.suspend();
        await elapse(400);
        await blobs.put(Uint8Array.of(1));
        const fresh = await blobs.put(Uint8Array.of(2));
        expect(await blobs.sweep(new Set([kept.sha256]), 60_000)).toEqual({ blobs: 0, bytes: 0 });
        expect(await blobs.sweep(new Set([kept.sha256]), 300)).toEqual({ blobs: 1, bytes: old.size + 498 });
        const left = new Set((await listAll(blobs)).map(({ sha256 }) => sha256));
        expect(left).toEqual(new Set([kept.sha256, again.sha256, fresh.sha256]));
        expect((await blobs.upload(refOf(BYTES.subarray(2)))).offset).toBe(0);
        expect(new Uint8Array(await blobs.get(kept.sha256))).toEqual(BYTES);
      }));
  });
}

async function listAll(blobs: BlobStore): Promise<StoredBlob[]> {
  const listed: StoredBlob[] = [];
  for await (const blob of blobs.list()) listed.push(blob);
  return listed.sort((a, b) => a.storedAt - b.storedAt);
}
