import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SAMPLE, scratchFolder, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli } from './testing/run-cli.ts';

afterEach(endAll);

let folder: string;
let release: string;

beforeAll(async () => {
  folder = await scratchFolder();
  const out = join(folder, 'out');
  const study = await writeScratch(
    folder,
    'study.yaml',
    'model: { name: sequential-trees }\nsynthetic: { rows: 60, poolFactor: 4 }\n',
  );
  const table = ['--table', SAMPLE('a.csv'), '--dictionary', SAMPLE('datapackage.json'), '--sites', '2'];
  const { exitCode, stderr } = await runCli('simulate', ...table, '--study', study, '--out', out);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  release = join(out, 'federated');
});

function generate(...args: string[]) {
  return runCli('generate', release, '--rows', '50', ...args);
}

describe('cohortloom generate', () => {
  it('samples a released model under conditions, with a note beside the patients', async () => {
    const out = join(folder, 'new', 'women.csv');
    const { exitCode, stdout, stderr } = await generate('--given', 'sex=female', '--given', 'age=50..', '--out', out);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('50 synthetic patients with ');
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(51);
    const note = JSON.parse(await readFile(join(folder, 'new', 'women.json'), 'utf8'));
    expect(note).toMatchObject({ model: 'sequential-trees', rows: 50, seed: '1' });
    expect(Object.keys(note.modelFiles)).toEqual(['model.json']);
    const { schemaSha256 } = JSON.parse(await readFile(join(release, 'model.json'), 'utf8'));
    expect(schemaSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(note.schemaSha256).toBe(schemaSha256);
  });

  it.each([
    [['--given', 'sex=diverse'], 64, 'CL-CONF-005'],
    [['--given', 'weight=3'], 64, 'CL-CONF-005'],
  ])('says what is wrong with %j and writes nothing', async (given, code, words) => {
    const out = join(folder, 'none.csv');
    const { exitCode, stderr } = await generate(...given, '--out', out);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(words);
    await expect(access(out)).rejects.toThrow();
  });

  it('leaves the release as it is, and refuses a folder as its file and one that is no release', async () => {
    const onto = await generate('--out', join(release, 'synthetic.csv'));
    expect([onto.exitCode, onto.stderr]).toEqual([64, expect.stringContaining('a file of the release')]);
    const table = await writeScratch(folder, 'table.csv', 'age\n63\n');
    const other = await generate('--out', table);
    expect(other.exitCode).toBe(onto.exitCode);
    expect(other.stderr).toContain('table.csv is there already');
    expect(await readFile(table, 'utf8')).toBe('age\n63\n');
    const note = await writeScratch(folder, 'table.json', '{}');
    expect((await generate('--out', table)).stderr).toContain('table.csv and table.json are there already');
    await rm(note);
    const own = join(folder, 'own.csv');
    expect([(await generate('--out', own)).exitCode, (await generate('--out', own)).exitCode]).toEqual([0, 0]);
    const over = await generate('--out', folder);
    expect([over.exitCode, over.stderr]).toEqual([64, expect.stringContaining('is a folder')]);
    const none = await runCli('generate', folder, '--rows', '5', '--out', join(folder, 'x.csv'));
    expect([none.exitCode, none.stderr]).toEqual([65, expect.stringContaining('CL-MODEL-006')]);
  });

  it('shows how far it is where sampling takes a while, and refuses more rows than it could hold', async () => {
    const out = join(folder, 'many.csv');
    const many = await runCli('generate', release, '--rows', '30000', '--out', out);
    expect(many.stdout).toMatch(/Sampling: 1\d{4} of 30000, about \d+ s left/);
    const tooMany = await runCli('generate', release, '--rows', '1e9', '--out', join(folder, 'x.csv'));
    expect([tooMany.exitCode, tooMany.stderr]).toEqual([64, expect.stringContaining('from 1 to 1,000,000')]);
  });
});
