import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkRelease } from './check-release.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function release(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-chaos-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('a release', () => {
  it('may tell another time', async () => {
    const one = await release({ 'synthetic.csv': 'a\n1\n', 'report.html': 'made 2026-11-27 11:52 UTC in 1 min 3 s<' });
    const other = await release({ 'synthetic.csv': 'a\n1\n', 'report.html': 'made 2026-11-28 09:01 UTC in 12 s<' });
    expect(await checkRelease(one, other)).toEqual([]);
  });

  it.each([
    ['another row', { 'synthetic.csv': 'a\n2\n', 'report.html': '' }],
    ['a file less', { 'synthetic.csv': 'a\n1\n' }],
    ['another word in the report', { 'synthetic.csv': 'a\n1\n', 'report.html': 'other' }],
  ])('must not have %s', async (_, files) => {
    const reference = await release({ 'synthetic.csv': 'a\n1\n', 'report.html': '' });
    expect(await checkRelease(await release(files), reference)).toHaveLength(1);
  });
});
