import { spawnSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BYTES, refOf } from '../testing/blob-store-contract.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { EmbeddedBlobStore } from './embedded-blob-store.ts';

const TIME = new ManualTime();

describe('blobs in files', () => {
  it('that were altered are refused', () =>
    inTemporaryFolder(async (folder) => {
      const store = new EmbeddedBlobStore(folder, TIME);
      const { sha256 } = await store.put(BYTES);
      const path = join(folder, sha256.slice(0, 2), sha256);
      await chmod(path, 0o600);
      await appendFile(path, 'x');
      await expect(store.get(sha256)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));

  it('have their name only when they are whole', () =>
    inTemporaryFolder(async (folder) => {
      const ref = refOf(BYTES);
      const upload = await new EmbeddedBlobStore(folder, TIME).upload(ref);
      await upload.append(BYTES.subarray(0, 10));
      await upload.suspend();
      expect(await new EmbeddedBlobStore(folder, TIME).stat(ref.sha256)).toBeUndefined();
      expect(await readdir(join(folder, 'partial'))).toEqual([ref.sha256]);
    }));

  it('say when their folder can not be written', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const store = new EmbeddedBlobStore(join(folder, 'file'), TIME);
      await expect(store.put(BYTES)).rejects.toMatchObject({ code: 'CL-IO-002' });
      await expect(store.upload(refOf(BYTES))).rejects.toMatchObject({ code: 'CL-IO-002' });
    }));

  it.each([
    ['of a number that is free', () => spawnSync(process.execPath, ['--version']).pid],
    ['of our own number, as in a container', () => process.pid],
  ])('that a process %s left when it died go on where they were', (_, pidOf) =>
    inTemporaryFolder(async (folder) => {
      const ref = refOf(BYTES);
      await mkdir(join(folder, 'partial'));
      await writeFile(join(folder, 'partial', `${ref.sha256}.${pidOf()}.0`), BYTES.subarray(0, 300));
      const upload = await new EmbeddedBlobStore(folder, TIME).upload(ref);
      expect(upload.offset).toBe(300);
      await upload.append(BYTES.subarray(300));
      await upload.commit();
      expect(await readdir(join(folder, 'partial'))).toEqual([]);
    }),
  );

  it.each(['this process', 'a process on another host'])('that %s is writing are left to it', (who) =>
    inTemporaryFolder(async (folder) => {
      const ref = refOf(BYTES);
      const store = new EmbeddedBlobStore(folder, TIME);
      const first = await store.upload(ref);
      await first.append(BYTES.subarray(0, 300));
      if (who !== 'this process') {
        const [name] = await readdir(join(folder, 'partial'));
        const parts = name.split('.').with(2, 'elsewhere').with(3, 'another');
        await rename(join(folder, 'partial', name), join(folder, 'partial', parts.join('.')));
      }
      expect((await store.upload(ref)).offset).toBe(0);
    }),
  );
});
