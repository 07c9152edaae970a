import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { reportModelSchema } from '#evaluation/report/report-model';
import { readTable } from '#tabular/csv/read-table';
import { readDictionary } from '#tabular/dictionary-reading';
import { fakeChromium, WRITE_PDF } from './pdf/testing/fake-chromium.ts';
import { localArguments, scratchFolder, TINY_FLOW, tinyStudy, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';
import { simulatedCsv } from './testing/simulated-csv.ts';

const FILES = [
  'synthetic.csv',
  'datapackage.json',
  'report.html',
  'report.pdf',
  'report.json',
  'disclosures.json',
  'generator.onnx',
  'generator.json',
];

afterEach(endAll);

describe('cohortloom local', () => {
  it('turns three tables into a released cohort, the same as a simulation of the same study', async () => {
    const folder = await scratchFolder();
    const study = await tinyStudy(folder);
    const out = join(folder, 'out');
    const browser = { COHORTLOOM_CHROMIUM: await fakeChromium(folder, WRITE_PDF) };
    const { exitCode, stdout, stderr } = await startCli(localArguments(study, out), browser).finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const file of FILES) {
      expect(stdout).toContain(join(out, file));
      await access(join(out, file));
    }
    await expectReadableRelease(out);
    await expectDisclosuresBySites(out);
    expect(await readFile(join(out, 'synthetic.csv'), 'utf8')).toBe(await simulatedCsv(study));
  });

  it('grows sequential trees, which a person can check', async () => {
    const folder = await scratchFolder();
    const study = await tinyStudy(folder);
    const out = join(folder, 'out');
    const { exitCode, stderr } = await runCli(...localArguments(study, out), '--model', 'sequential-trees');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readFile(join(out, 'synthetic.csv'), 'utf8')).toBe(await simulatedCsv(study, 'sequential-trees'));
    const json = async (name: string) => JSON.parse(await readFile(join(out, name), 'utf8'));
    const model = await json('model.json');
    expect(model.outcomes.map(({ column }: { column: string }) => column)).toContain('os_months');
    expect((await json('report.json')).study.models[0].splits).toEqual(model.outcomes);
    const { model: stated, rounds } = await json('disclosures.json');
    expect(stated).toMatchObject({ name: 'sequential-trees', minimumLeafSize: model.minimumLeafSize });
    for (const { sites } of rounds) for (const site of sites) expect(site.smallestCount).toBeGreaterThan(0);
  });

  it('compares two models, releases one by the rule, and keeps the rows of the other beside', async () => {
    const folder = await scratchFolder();
    const study = await tinyStudy(folder, 'release: { keep: all }\n');
    const out = join(folder, 'out');
    const both = ['--model', 'ctabgan-plus,sequential-trees'];
    const { exitCode, stdout, stderr } = await runCli(...localArguments(study, out), ...both);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const words of [
      'Training ctabgan-plus, 1 of 2',
      'Training sequential-trees, 2 of 2',
      'Released: sequential-trees',
    ]) {
      expect(stdout).toContain(words);
    }
    const text = (name: string) => readFile(join(out, name), 'utf8');
    expect(await text('synthetic-ctabgan-plus.csv')).toBe(await simulatedCsv(study));
    const report = reportModelSchema.parse(JSON.parse(await text('report.json')));
    expect(report.release?.models.map(({ model, outcome }) => [model, outcome])).toEqual([
      ['ctabgan-plus', 'kept'],
      ['sequential-trees', 'released'],
    ]);
    expect(JSON.parse(await text('datapackage.json')).description).toContain(report.release?.sentence);
    expect(report.scores.every(({ values }) => values.length === 2)).toBe(true);
    expect(JSON.parse(await text('disclosures.json')).models).toMatchObject([{ name: 'sequential-trees' }]);
    await access(join(out, 'model.json'));
    await expect(access(join(out, 'generator.onnx'))).rejects.toThrow();
  });

  it('trains a survival flow, the same as a simulation of the same study', async () => {
    const folder = await scratchFolder();
    const study = await writeScratch(folder, 'flow.yaml', TINY_FLOW);
    const out = join(folder, 'out');
    const { exitCode, stderr } = await runCli(...localArguments(study, out));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readFile(join(out, 'synthetic.csv'), 'utf8')).toBe(await simulatedCsv(study));
    const model = JSON.parse(await readFile(join(out, 'model.json'), 'utf8'));
    expect(model.order.slice(-2)).toEqual(['os_months', 'efs_months']);
    expect(model.exchanges).toBe(2);
    const { columns } = JSON.parse(await readFile(join(out, 'generator.json'), 'utf8'));
    expect(columns.map(({ field }: { field: string }) => field)).toEqual(model.order);
    const women = join(folder, 'women.csv');
    const generated = await runCli('generate', out, '--rows', '20', '--given', 'sex=female', '--out', women);
    expect({ exitCode: generated.exitCode, stderr: generated.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect((await readFile(women, 'utf8')).trimEnd().split('\n')).toHaveLength(21);
    await access(join(out, 'generator.onnx'));
  });
});

async function expectReadableRelease(out: string): Promise<void> {
  const described = await readDictionary(join(out, 'datapackage.json'));
  const table = await readTable(join(out, 'synthetic.csv'), described);
  expect(table.rowCount).toBe(200);
  const report = reportModelSchema.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
  expect(report.study?.name).toBe('tiny');
  expect(report.scores.length).toBeGreaterThan(10);
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).toContain('Number at risk');
}

/** What the coordinator says that sites sent is what each site's own ledger says. */
async function expectDisclosuresBySites(out: string): Promise<void> {
  const { rounds } = JSON.parse(await readFile(join(out, 'disclosures.json'), 'utf8')) as {
    rounds: { round: number; sites: { site: string; sha256: string }[] }[];
  };
  expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3]);
  for (const site of ['a', 'b', 'c']) {
    const ledger = (await readFile(join(out, 'sites', site, 'disclosures.jsonl'), 'utf8')).trim().split('\n');
    const own = ledger.map((line) => (JSON.parse(line) as { sha256: string }).sha256);
    expect(own).toEqual(rounds.map(({ sites }) => sites.find((entry) => entry.site === site)?.sha256));
  }
}
