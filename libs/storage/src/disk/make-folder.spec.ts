import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  it('creates what is missing, also for two at the same time, and is content with what is there', () =>
    inTemporaryFolder(async (scratch) => {
      const folder = join(scratch, 'a', 'b', 'c');
      await Promise.all([makeFolder(folder), makeFolder(folder)]);
      await makeFolder(folder);
      await access(folder);
    }));

  it('refuses a path through a file, and one in which nothing can be created', () =>
    inTemporaryFolder(async (scratch) => {
      const file = join(scratch, 'file');
      await writeFile(file, '');
      for (const folder of [file, join(file, 'below'), '/proc/cohortloom/below']) {
        await expect(makeFolder(folder)).rejects.toMatchObject({ code: expect.any(String) });
      }
    }));
});
