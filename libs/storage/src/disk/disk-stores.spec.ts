import { appendFile, chmod, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BYTES, describeBlobStore, refOf } from '../testing/blob-store-contract.ts';
import { describeRoundJournal, event, readAll } from '../testing/round-journal-contract.ts';
import { describeStudyStore } from '../testing/study-store-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { DiskBlobStore } from './disk-blob-store.ts';
import { DiskRoundJournal } from './disk-round-journal.ts';
import { DiskStudyStore } from './disk-study-store.ts';

describeRoundJournal('disk', (test) =>
  inTemporaryFolder(async (folder) => {
    const opened: DiskRoundJournal[] = [];
    const open = async () => {
      const journal = new DiskRoundJournal(folder);
      opened.push(journal);
      return journal;
    };
    await test(await open(), open);
    for (const journal of opened) await journal.close();
  }),
);

describeBlobStore('disk', (test) =>
  inTemporaryFolder((folder) => test(new DiskBlobStore(folder), async () => new DiskBlobStore(folder))),
);

describeStudyStore('disk', (test) =>
  inTemporaryFolder((folder) => test(new DiskStudyStore(folder), async () => new DiskStudyStore(folder))),
);

/** A journal of three entries in a folder, closed. */
async function writeThree(folder: string): Promise<string> {
  const journal = new DiskRoundJournal(folder);
  for (const key of ['a', 'b', 'c']) await journal.append('s', event(key, 'é'));
  await journal.close();
  return join(folder, 's.jsonl');
}

describe('a journal on disk', () => {
  it('cut off anywhere keeps its whole lines and goes on after them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), (share) =>
        inTemporaryFolder(async (folder) => {
          const path = await writeThree(folder);
          const bytes = await readFile(path);
          const size = Math.floor(share * bytes.length);
          await truncate(path, size);
          const whole = bytes.subarray(0, size).filter((byte) => byte === 0x0a).length;
          const journal = new DiskRoundJournal(folder);
          expect(await readAll(journal)).toHaveLength(whole);
          await journal.append('s', event('next'));
          expect((await readAll(journal)).map(({ key }) => key)).toEqual([...['a', 'b', 'c'].slice(0, whole), 'next']);
          await journal.close();
        }),
      ),
      { numRuns: 20 },
    );
  });

  it('with a damaged line in its middle is refused, naming the line', () =>
    inTemporaryFolder(async (folder) => {
      const path = await writeThree(folder);
      const lines = (await readFile(path, 'utf8')).split('\n');
      for (const damage of [lines[1].slice(5), lines[2]]) {
        await writeFile(path, [lines[0], damage, lines[2], ''].join('\n'));
        const journal = new DiskRoundJournal(folder);
        await expect(readAll(journal)).rejects.toMatchObject({ code: 'CL-IO-004', where: { file: path, line: 2 } });
        await expect(journal.append('s', event('d'))).rejects.toMatchObject({ code: 'CL-IO-004' });
      }
    }));

  it('is on the disk when it acknowledges: another reader sees it', () =>
    inTemporaryFolder(async (folder) => {
      const journal = new DiskRoundJournal(folder);
      await journal.append('s', event('a'));
      expect(await readAll(new DiskRoundJournal(folder))).toHaveLength(1);
      await journal.close();
    }));

  it('refuses a study name that leaves its folder', () =>
    inTemporaryFolder(async (folder) => {
      const journal = new DiskRoundJournal(folder);
      await expect(journal.append('../x', event('a'))).rejects.toMatchObject({ code: 'CL-CONF-001' });
    }));

  it('says when its folder can not be written', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const journal = new DiskRoundJournal(join(folder, 'file', 'sub'));
      await expect(journal.append('s', event('a'))).rejects.toMatchObject({ code: 'CL-IO-002' });
    }));
});

describe('blobs on disk', () => {
  it('that were altered are refused', () =>
    inTemporaryFolder(async (folder) => {
      const store = new DiskBlobStore(folder);
      const { sha256 } = await store.put(BYTES);
      const path = join(folder, sha256.slice(0, 2), sha256);
      await chmod(path, 0o600);
      await appendFile(path, 'x');
      await expect(store.get(sha256)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));

  it('have their name only when they are whole', () =>
    inTemporaryFolder(async (folder) => {
      const ref = refOf(BYTES);
      const upload = await new DiskBlobStore(folder).upload(ref);
      await upload.append(BYTES.subarray(0, 10));
      await upload.suspend();
      expect(await new DiskBlobStore(folder).stat(ref.sha256)).toBeUndefined();
      expect(await readdir(join(folder, 'partial'))).toEqual([ref.sha256]);
    }));

  it('say when their folder can not be written', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const store = new DiskBlobStore(join(folder, 'file'));
      await expect(store.put(BYTES)).rejects.toMatchObject({ code: 'CL-IO-002' });
      await expect(store.upload(refOf(BYTES))).rejects.toMatchObject({ code: 'CL-IO-002' });
    }));
});

describe('studies on disk', () => {
  it('that were damaged are refused', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'aml.json'), '{"id":"aml"}');
      await expect(new DiskStudyStore(folder).get('aml')).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));
});
