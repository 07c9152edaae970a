import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { showsPassword, storeUrlOf } from './store-url.ts';

const URL = 'mongodb://me:s3cret@host/db';

describe('the URL of a store', () => {
  it('is what was named, or the line of a file', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'store.url');
      await writeFile(file, `\n ${URL}\r\n\n`);
      expect(await storeUrlOf(`@${file}`)).toBe(URL);
      for (const named of [URL, 'cohortloom-data', './@folder']) expect(await storeUrlOf(named)).toBe(named);
    }));

  it.each(['', `${URL}\n${URL}`])('is not guessed from a file with %j', (text) =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'store.url');
      await writeFile(file, text);
      const error = await storeUrlOf(`@${file}`).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'CL-CONF-001', where: { file } });
      expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
    }),
  );

  it.each([`@${URL}`, '@me:s3cret@host/db', `@"${URL}"`])('is no name of a file: %s', async (named) => {
    const error = await storeUrlOf(named).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CL-CONF-001' });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  it('is not waited for from what is no file, nor sought in a large one', () =>
    inTemporaryFolder(async (folder) => {
      const [pipe, large] = [join(folder, 'pipe'), join(folder, 'large')];
      execFileSync('mkfifo', [pipe]);
      await writeFile(large, `${URL}\n${' '.repeat(65_536)}`);
      for (const file of [pipe, large, folder]) {
        await expect(storeUrlOf(`@${file}`)).rejects.toMatchObject({ code: 'CL-CONF-001', where: { file } });
      }
    }));

  it('says so where its file is missing', async () => {
    await expect(storeUrlOf('@/nowhere/store.url')).rejects.toMatchObject({ code: 'CL-IO-001' });
  });

  it.each<[string, string[], boolean]>([
    [URL, ['study', 'list', '--store', URL], true],
    [URL, [`--store=${URL}`], true],
    ['mongodb+srv://me:a/b@host', ['mongodb+srv://me:a/b@host'], true],
    [URL, ['study', 'list'], false],
    ['mongodb://a:27017,b:27017/db', ['mongodb://a:27017,b:27017/db'], false],
    ['mongodb://me@host/db', ['mongodb://me@host/db'], false],
    ['cohortloom-data', ['cohortloom-data'], false],
  ])('%s with arguments %j shows a password: %s', (url, commandLine, shown) => {
    expect(showsPassword(url, commandLine)).toBe(shown);
  });
});
