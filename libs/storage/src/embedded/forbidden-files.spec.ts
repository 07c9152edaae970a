import { chmod, chown, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkStores } from '../check-stores.ts';
import { copyStores } from '../copy-stores.ts';
import { memoryStores } from '../memory/memory-stores.ts';
import type { BlobRef } from '../ports/blob-store.ts';
import { BYTES, refOf } from '../testing/blob-store-contract.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { event } from '../testing/round-journal-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { asNobody, NOBODY } from '../testing/as-nobody.ts';
import { openEmbeddedStores } from './embedded-stores.ts';

const CLOCK = new ManualTime();
const open = (folder: string) => openEmbeddedStores(folder, CLOCK, { mustExist: true });

/** A closed store of the user "nobody", with a blob that its study needs. */
async function inStoreOfNobody(test: (folder: string, blob: BlobRef) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (temporary) => {
    await chmod(temporary, 0o711);
    const folder = join(temporary, 'store');
    await mkdir(folder);
    if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
    await asNobody(async () => {
      const { blobs, journal, close } = await openEmbeddedStores(folder, CLOCK);
      const blob = await blobs.put(BYTES);
      await journal.append('s', event('a', blob.sha256));
      await close();
      await test(folder, blob);
    });
  });
}

/** While nobody but an administrator may read, write or enter what is at `path`. */
async function whileForbidden(path: string, test: () => Promise<void>): Promise<void> {
  await chmod(path, 0o000);
  try {
    await test();
  } finally {
    await chmod(path, 0o700);
  }
}

(process.platform === 'win32' ? describe.skip : describe)('an embedded store that may not be read', () => {
  it.each(['.', 'store.sqlite', 'blobs', join('blobs', refOf(BYTES).sha256.slice(0, 2))])(
    'is neither damaged nor missing for that: %s',
    (name) =>
      inStoreOfNobody((folder) => {
        const path = join(folder, name);
        return whileForbidden(path, async () => {
          const where = { file: expect.stringContaining(path) };
          await expect(open(folder)).rejects.toMatchObject({ code: 'CL-IO-001', where });
        });
      }),
  );

  it('says so of a single contribution', () =>
    inStoreOfNobody((folder, { sha256 }) => {
      const file = join(folder, 'blobs', sha256.slice(0, 2), sha256);
      return whileForbidden(file, async () => {
        const stores = await open(folder);
        const { faults } = await checkStores(stores, () => [sha256]);
        expect(faults).toMatchObject([{ code: 'CL-IO-001', where: { file } }]);
        await expect(stores.blobs.get(sha256)).rejects.toMatchObject({ code: 'CL-IO-001', where: { file } });
        await stores.close();
      });
    }));
});

/** While a folder and what is directly in it can be read, and not written. */
async function whileReadOnly(folder: string, test: () => Promise<void>): Promise<void> {
  const files = (await readdir(folder, { withFileTypes: true })).filter((found) => found.isFile());
  for (const { name } of files) await chmod(join(folder, name), 0o400);
  await chmod(folder, 0o500);
  try {
    await test();
  } finally {
    await chmod(folder, 0o700);
  }
}

(process.platform === 'win32' ? describe.skip : describe)('an embedded store on read-only media', () => {
  it('is looked at, checked and copied from, and not changed', () =>
    inStoreOfNobody((folder, { sha256 }) =>
      whileReadOnly(folder, async () => {
        const files = await readdir(folder);
        const stores = await open(folder);
        expect(await stores.studies.list()).toEqual([]);
        expect(await stores.leases.current('s')).toBeUndefined();
        expect(await checkStores(stores, () => [sha256])).toMatchObject({ entries: 1, blobs: 1, faults: [] });
        const copied = await copyStores(stores, memoryStores(CLOCK), () => [sha256]);
        expect(copied).toMatchObject({ entries: 1, blobs: 1 });
        await expect(stores.journal.append('s', event('b'))).rejects.toMatchObject({ code: 'CL-IO-002' });
        await stores.close();
        expect(await readdir(folder)).toEqual(files);
      }),
    ));

  it('says why it can not be read when its log was left behind', () =>
    inStoreOfNobody(async (folder) => {
      const { journal, close } = await open(folder);
      await journal.append('s', event('b'));
      const copy = join(folder, 'copy');
      await mkdir(copy);
      for (const name of ['store.sqlite', 'store.sqlite-wal']) await cp(join(folder, name), join(copy, name));
      await close();
      await whileReadOnly(copy, async () => {
        const what = expect.stringContaining('not closed');
        await expect(open(copy)).rejects.toMatchObject({ code: 'CL-IO-002', what });
      });
    }));

  it('can not be led, or taken for a new store', () =>
    inStoreOfNobody((folder) =>
      whileReadOnly(folder, async () => {
        await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({ code: 'CL-IO-002' });
      }),
    ));
});
