import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { StudyOutput } from './study-output.ts';

const FILES = ['report.html', 'report.pdf', 'synthetic.csv', 'notes.txt'];

async function write(folder: string): Promise<void> {
  for (const name of FILES) await writeFile(join(folder, name), '');
}

it('a release that is still being written is taken out when it is', () =>
  inTemporaryFolder(async (folder) => {
    const output = new StudyOutput(folder);
    const end = Promise.withResolvers<void>();
    const writing = end.promise.then(() => write(folder));
    void output.release(writing.then(() => ({ folder, files: [], summary: '' })));
    const retracting = output.retract();
    end.resolve();
    await retracting;
    expect(await readdir(folder)).toEqual(['notes.txt']);
  }));

it('so is one that failed half way', () =>
  inTemporaryFolder(async (folder) => {
    const output = new StudyOutput(folder);
    const writing = write(folder).then(() => Promise.reject(new Error('full')));
    await expect(output.release(writing)).rejects.toThrow('full');
    await output.retract();
    expect(await readdir(folder)).toEqual(['notes.txt']);
  }));

it('what was there before stays where no release is written', () =>
  inTemporaryFolder(async (folder) => {
    await write(folder);
    await new StudyOutput(folder).retract();
    expect(await readdir(folder)).toHaveLength(FILES.length);
  }));
