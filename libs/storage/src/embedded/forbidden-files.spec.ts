import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkStores } from '../check-stores.ts';
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
