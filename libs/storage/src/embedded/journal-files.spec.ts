import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JournalEntry } from '../ports/round-journal.ts';
import type { Stores } from '../ports/stores.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { event, readAll } from '../testing/round-journal-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { openEmbeddedStores } from './embedded-stores.ts';

const ENTRIES: readonly JournalEntry[] = ['a', 'b', 'c'].map((key, sequence) => ({ sequence, ...event(key, 'é') }));
const LINES = ENTRIES.map((entry) => JSON.stringify(entry) + '\n');

/** A folder as former releases left it. */
async function writeFormer(folder: string, text = LINES.join('')): Promise<string> {
  await mkdir(join(folder, 'journal'), { recursive: true });
  const path = join(folder, 'journal', 's.jsonl');
  await writeFile(path, text);
  return path;
}

async function withStores<T>(folder: string, action: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = await openEmbeddedStores(folder, new ManualTime());
  try {
    return await action(stores);
  } finally {
    await stores.close();
  }
}

describe('a folder of a former release', () => {
  it('is taken over once, and goes on', () =>
    inTemporaryFolder(async (folder) => {
      await writeFormer(folder);
      await withStores(folder, async ({ journal }) => {
        expect(await readAll(journal)).toEqual(ENTRIES);
        await journal.append('s', event('next'));
      });
      expect(await readdir(join(folder, 'journal'))).toEqual(['s.jsonl.imported']);
      expect(await withStores(folder, ({ journal }) => readAll(journal))).toHaveLength(4);
    }));

  it('is taken over again when that was interrupted before the file was renamed', () =>
    inTemporaryFolder(async (folder) => {
      const path = await writeFormer(folder);
      await withStores(folder, ({ journal }) => journal.append('s', event('next')));
      await rename(`${path}.imported`, path);
      expect(await withStores(folder, ({ journal }) => readAll(journal))).toHaveLength(4);
      expect(await readdir(join(folder, 'journal'))).toEqual(['s.jsonl.imported']);
    }));

  it('is taken over once by several that open it at the same time', () =>
    inTemporaryFolder(async (folder) => {
      await writeFormer(folder);
      const opened = await Promise.all(Array.from({ length: 4 }, () => openEmbeddedStores(folder, new ManualTime())));
      for (const { journal } of opened) expect(await readAll(journal)).toEqual(ENTRIES);
      await Promise.all(opened.map((stores) => stores.close()));
      expect(await readdir(join(folder, 'journal'))).toEqual(['s.jsonl.imported']);
    }));

  it('cut off anywhere keeps its whole lines', async () => {
    const bytes = Buffer.from(LINES.join(''));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), (size) =>
        inTemporaryFolder(async (folder) => {
          await truncate(await writeFormer(folder), size);
          const whole = bytes.subarray(0, size).filter((byte) => byte === 0x0a).length;
          expect(await withStores(folder, ({ journal }) => readAll(journal))).toEqual(ENTRIES.slice(0, whole));
        }),
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    ['half a line', [LINES[0], LINES[1].slice(5), LINES[2]]],
    ['a line that is missing', [LINES[0], LINES[2]]],
  ])('with %s in its middle is refused, naming the line, and left as it is', (_, lines) =>
    inTemporaryFolder(async (folder) => {
      const path = await writeFormer(folder, lines.join(''));
      for (let attempt = 0; attempt < 2; attempt++) {
        await expect(withStores(folder, async () => {})).rejects.toMatchObject({
          code: 'CL-IO-004',
          where: { file: path, line: 2 },
        });
      }
      expect(await readFile(path, 'utf8')).toBe(lines.join(''));
    }),
  );

  it('is taken over with its blobs', () =>
    inTemporaryFolder(async (folder) => {
      const { sha256 } = await withStores(folder, ({ blobs }) => blobs.put(Uint8Array.of(1)));
      for (const name of await readdir(folder)) if (name.startsWith('store.sqlite')) await rm(join(folder, name));
      await writeFormer(folder);
      await withStores(folder, async ({ journal, blobs }) => {
        expect(await readAll(journal)).toEqual(ENTRIES);
        expect(await blobs.get(sha256)).toEqual(Buffer.of(1));
      });
    }));

  it('does not mind files that are named after no study', () =>
    inTemporaryFolder(async (folder) => {
      await writeFormer(folder);
      const stray = join(folder, 'journal', 'notes of monday.jsonl');
      await writeFile(stray, 'anything');
      expect(await withStores(folder, ({ journal }) => readAll(journal))).toEqual(ENTRIES);
      expect(await readFile(stray, 'utf8')).toBe('anything');
    }));

  it('says what to do with a file that is no journal', () =>
    inTemporaryFolder(async (folder) => {
      const path = await writeFormer(folder, '{"not": "ours"}\n');
      await expect(withStores(folder, async () => {})).rejects.toMatchObject({
        code: 'CL-IO-004',
        where: { file: path, line: 1 },
        todo: expect.stringContaining('move it to another folder'),
      });
    }));

  it('that tells another history than the store is refused', () =>
    inTemporaryFolder(async (folder) => {
      await withStores(folder, ({ journal }) => journal.append('s', event('other')));
      await writeFormer(folder);
      await expect(withStores(folder, async () => {})).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));
});
