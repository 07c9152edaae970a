import { access, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CohortloomError } from '#errors/cohortloom-error';
import { prepareOutputFolder, writeRelease } from './output-folder.ts';

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cohortloom-test-'));
});

describe('the output folder', () => {
  it('is created and left empty', async () => {
    const folder = join(scratch, 'a', 'b');
    await prepareOutputFolder(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused where a file is in the way or nothing can be created', async () => {
    const file = join(scratch, 'file');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'below'), '/proc/cohortloom']) {
      await expect(prepareOutputFolder(folder)).rejects.toMatchObject({ code: 'CL-IO-002', where: { file: folder } });
    }
  });
});

describe('writing a release', () => {
  const files = new Map<string, string>([
    ['report.json', 'new'],
    ['synthetic.csv', 'rows'],
  ]);

  it('replaces the files of an earlier one', async () => {
    await writeFile(join(scratch, 'report.json'), 'old');
    await writeRelease(scratch, files);
    expect(await readFile(join(scratch, 'report.json'), 'utf8')).toBe('new');
    expect((await readdir(scratch)).toSorted()).toEqual(['report.json', 'synthetic.csv']);
  });

  it('saves the results elsewhere when the folder does not take them, and says where', async () => {
    await mkdir(join(scratch, 'synthetic.csv'));
    const error = (await writeRelease(scratch, files).catch((reason: unknown) => reason)) as CohortloomError;
    expect(error.code).toBe('CL-IO-002');
    const rescued = /saved in (\S+) instead/.exec(error.what)?.[1] ?? '';
    expect(await readFile(join(rescued, 'synthetic.csv'), 'utf8')).toBe('rows');
    await access(join(rescued, 'report.json'));
    expect((await readdir(scratch)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
