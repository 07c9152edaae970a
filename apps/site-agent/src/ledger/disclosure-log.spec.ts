import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { DisclosureLog, type DisclosureEntry } from './disclosure-log.ts';

const ENTRY: DisclosureEntry = {
  study: 'aml',
  site: 'a',
  round: 0,
  exchange: 0,
  kind: 'train',
  task: 'ctabgan-plus',
  rowCount: 5,
  bytes: 100,
  sha256: 'ab',
  vectors: [{ name: 'x', kind: 'count', length: 1 }],
};

/** One process's life. */
async function note(folder: string, ...entries: Partial<DisclosureEntry>[]): Promise<void> {
  const log = await DisclosureLog.open(folder, () => new Date(0));
  for (const entry of entries) await log.append({ ...ENTRY, ...entry });
  await log.close();
}

function fileOf(folder: string): string {
  return join(folder, 'disclosures.jsonl');
}

async function linesOf(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(fileOf(folder), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Lets the next line fail after so many bytes of it are written; all of them: it fails as they are to be synced. */
async function fillDisk(taken: number): Promise<() => void> {
  const handle = await open('.', 'r');
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { appendFile: append } = prototype;
  prototype.appendFile = async function (this: typeof handle, data) {
    await append.call(this, String(data).slice(0, taken));
    throw new Error('ENOSPC');
  };
  return () => void (prototype.appendFile = append);
}

describe('DisclosureLog', () => {
  test('has a line for each contribution', () =>
    inTemporaryFolder(async (folder) => {
      await note(folder, {}, { exchange: 1, sha256: 'cd' }, { round: 1 });
      const [first, second, third] = await linesOf(folder);
      expect(first).toEqual({ time: '1970-01-01T00:00:00.000Z', ...ENTRY });
      expect(second).toEqual({ time: first.time, ...ENTRY, exchange: 1, sha256: 'cd', vectors: undefined });
      expect(third.vectors).toEqual(ENTRY.vectors);
    }));

  test('says of a contribution that a restarted agent sends again that it is the same', () =>
    inTemporaryFolder(async (folder) => {
      await note(folder, {});
      await note(folder, {}, { round: 1 });
      await note(folder, { round: 1 }, { round: 1, sha256: 'other' }, { site: 'b' });
      const lines = await linesOf(folder);
      expect(lines.map(({ round, again, vectors }) => [round, again, vectors !== undefined])).toEqual([
        [0, undefined, true],
        [0, true, false],
        [1, undefined, true],
        [1, true, false],
        [1, undefined, true],
        [0, undefined, true],
      ]);
    }));

  test('drops the half line that a crash left anywhere, and nothing else', () =>
    inTemporaryFolder(async (folder) => {
      await note(folder, {});
      const line = await readFile(fileOf(folder), 'utf8');
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: line.length - 1 }), async (length) => {
          await writeFile(fileOf(folder), line + line.slice(0, length));
          await note(folder, { round: 7 });
          const [first, second, ...more] = await linesOf(folder);
          expect(first).toMatchObject({ round: 0, sha256: 'ab' });
          expect(second).toMatchObject({ round: 7, vectors: ENTRY.vectors });
          expect(more).toEqual([]);
        }),
      );
    }));

  test.each([0, 1, 20, Infinity])('keeps lines apart after a disk that was full took %p bytes of one', (taken) =>
    inTemporaryFolder(async (folder) => {
      const log = await DisclosureLog.open(folder, () => new Date(0));
      await log.append(ENTRY);
      const undo = await fillDisk(taken);
      await expect(log.append({ ...ENTRY, round: 1 })).rejects.toMatchObject({ code: 'CL-IO-002' });
      undo();
      await log.append({ ...ENTRY, round: 2 });
      await log.append({ ...ENTRY, round: 3 });
      await log.close();
      const lines = (await readFile(fileOf(folder), 'utf8')).split('\n');
      const whole = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as DisclosureEntry);
      expect(whole.map(({ round }) => round)).toEqual(taken === Infinity ? [0, 1, 2, 3] : [0, 2, 3]);
      expect(lines).toHaveLength([0, Infinity].includes(taken) ? whole.length + 1 : whole.length + 2);
    }),
  );

  test('leaves lines alone that it cannot read', () =>
    inTemporaryFolder(async (folder) => {
      await note(folder, {});
      await appendFile(fileOf(folder), 'a remark of the data protection officer\nnull\n[]\n');
      await note(folder, {});
      const text = await readFile(fileOf(folder), 'utf8');
      expect(text.split('\n').slice(1, 4)).toEqual(['a remark of the data protection officer', 'null', '[]']);
      expect(text).toContain('"again":true');
    }));

  test('keeps what else an entry has', () =>
    inTemporaryFolder(async (folder) => {
      await note(folder, { smallestCount: 3 } as Partial<DisclosureEntry>);
      expect(await linesOf(folder)).toMatchObject([{ smallestCount: 3 }]);
    }));
});
