import { access, cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { StateFolder } from './state-folder.ts';

const said: string[] = [];
const log = (words: string) => void said.push(words);

/** One agent's life on a folder. */
async function start(dataFolder: string, during: (path: string) => Promise<void> = async () => {}) {
  const state = await StateFolder.open(dataFolder, log);
  await during(state.path);
  await state.close();
  return state.identity;
}

describe('StateFolder', () => {
  test('keeps its identity and counts the starts', () =>
    inTemporaryFolder(async (folder) => {
      const first = await start(folder);
      expect(first).toEqual({ stateId: expect.stringMatching(/./), startNumber: 1 });
      expect(await start(folder)).toEqual({ stateId: first.stateId, startNumber: 2 });
    }));

  test('is for its user alone', () =>
    inTemporaryFolder(async (folder) => {
      await start(folder, async (path) => {
        expect((await stat(path)).mode & 0o777).toBe(0o700);
        for (const name of ['agent.json', 'lock']) expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
      });
    }));

  test('is another agent once it was copied or moved', () =>
    inTemporaryFolder(async (folder) => {
      const original = join(folder, 'original');
      const { stateId } = await start(original);
      await cp(original, join(folder, 'copy'), { recursive: true });
      const copy = await start(join(folder, 'copy'));
      expect(copy.startNumber).toBe(1);
      await rename(original, join(folder, 'moved'));
      const moved = await start(join(folder, 'moved'));
      expect(new Set([stateId, copy.stateId, moved.stateId]).size).toBe(3);
    }));

  test.each(['', '{"schema":2,"stateId":"x","startNumber":3,"place":""}'])(
    'begins anew where it finds %p, and drops what lies there',
    (content) =>
      inTemporaryFolder(async (folder) => {
        await start(folder, (path) => writeFile(join(path, 'contribution'), 'of another schema'));
        await writeFile(join(folder, 'state', 'agent.json'), content);
        said.length = 0;
        expect((await start(folder)).startNumber).toBe(1);
        expect(said.join()).toContain('begins anew');
        await expect(access(join(folder, 'state', 'contribution'))).rejects.toThrow('ENOENT');
      }),
  );

  test('keeps what lies there otherwise', () =>
    inTemporaryFolder(async (folder) => {
      await start(folder, (path) => writeFile(join(path, 'contribution'), 'mine'));
      await start(folder, async (path) => expect(await readFile(join(path, 'contribution'), 'utf8')).toBe('mine'));
    }));

  test('says where it cannot be written, and leaves no lock behind', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'state'), 'a file in the way');
      await expect(start(folder)).rejects.toMatchObject({ code: 'CL-IO-002', where: { file: join(folder, 'state') } });
      await rm(join(folder, 'state'));
      await start(folder);
    }));
});
