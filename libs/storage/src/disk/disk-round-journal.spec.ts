import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { event, readAll } from '../testing/round-journal-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { DiskRoundJournal } from './disk-round-journal.ts';

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
