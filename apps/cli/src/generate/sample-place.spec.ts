import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { samplePlace } from './sample-place.ts';

const ROWS = 'age\n63\n';
const RELEASE = JSON.stringify({ cohortloom: { synthetic: true, study: 's', model: 'm' } });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-place-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

function noteOf(csv: string, format = 'cohortloom-generated-1'): string {
  return JSON.stringify({ format, sha256: createHash('sha256').update(csv).digest('hex') });
}

describe('the place of a sample', () => {
  it('is a file that is not there, with its note, also in a folder yet to be made', async () => {
    const made = join(folder, 'new');
    const place = { folder: made, patients: join(made, 'women.csv'), note: join(made, 'women.json') };
    expect(await samplePlace(place.patients)).toEqual(place);
  });

  it('may hold a sample of before, as it was written', async () => {
    await write('sample.json', noteOf(ROWS));
    const out = await write('sample.csv', ROWS);
    expect((await samplePlace(out)).patients).toBe(out);
  });

  it.each([
    ['patients with a file of any kind', '{}'],
    ['patients with what is no JSON', 'notes'],
    ['a sample that was changed', noteOf(`${ROWS}64\n`)],
    ['a sample of another format', noteOf(ROWS, 'cohortloom-generated-9')],
    ['patients alone', undefined],
  ])('is refused where there are %s', async (_, note) => {
    const out = await write('munich.csv', ROWS);
    if (note !== undefined) await write('munich.json', note);
    await expect(samplePlace(out)).rejects.toMatchObject({
      code: 'CL-CONF-005',
      what: expect.stringContaining('munich'),
    });
  });

  it('is refused where links stand in the place of a sample', async () => {
    await write('own.csv', ROWS);
    await write('own.json', noteOf(ROWS));
    await symlink('own.csv', join(folder, 'sample.csv'));
    await symlink('own.json', join(folder, 'sample.json'));
    await expect(samplePlace(join(folder, 'sample.csv'))).rejects.toMatchObject({ code: 'CL-CONF-005' });
  });

  it.each(['report.html', 'synthetic.csv', 'generator.onnx', 'synthetic-flow.csv', 'datapackage.csv'])(
    'is refused as %s of a release, also through a link to its folder, and not beside a data dictionary',
    async (name) => {
      await mkdir(join(folder, 'release'));
      await symlink('release', join(folder, 'link'));
      await write('release/datapackage.json', RELEASE);
      const refused = { code: 'CL-CONF-005', what: expect.stringContaining('a file of the release') };
      await expect(samplePlace(join(folder, 'release', name))).rejects.toMatchObject(refused);
      await expect(samplePlace(join(folder, 'link', name))).rejects.toMatchObject(refused);
      await write('release/datapackage.json', '{}');
      const beside = samplePlace(join(folder, 'release', name));
      if (name === 'datapackage.csv') await expect(beside).rejects.toMatchObject({ code: 'CL-CONF-005' });
      else expect(basename((await beside).patients)).toBe(name);
    },
  );

  it('is refused where the names are longer than a folder takes while they are written', async () => {
    for (const name of [`${'n'.repeat(246)}.csv`, `${'ü'.repeat(123)}.csv`, 'n'.repeat(245), 'n'.repeat(300)]) {
      await expect(samplePlace(join(folder, name))).rejects.toMatchObject({ code: 'CL-CONF-005' });
    }
    const longest = await samplePlace(join(folder, `${'n'.repeat(244)}.csv`));
    await writeFile(join(folder, `.${basename(longest.note)}.part`), '');
  });

  it('is refused where the folder cannot be looked into', async () => {
    await symlink('loop', join(folder, 'loop'));
    await expect(samplePlace(join(folder, 'loop', 'x.csv'))).rejects.toMatchObject({ code: 'CL-IO-002' });
    await expect(samplePlace(join(folder, 'n'.repeat(300), 'x.csv'))).rejects.toMatchObject({ code: 'CL-IO-002' });
  });
});
