import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleConstrained } from '#generators/calibration/constrained-sample';
import { generatorKind } from '#generators/generator-registry';
import { concatRows } from '#tabular/concat-rows';
import { constraintsKept } from '#tabular/constraint-check';
import { readTable } from '#tabular/csv/read-table';
import { formatCsv } from '#tabular/csv/write-csv';
import type { DataDictionary } from '#tabular/dictionary';
import { readDictionary } from '#tabular/dictionary-reading';
import { toDataPackage } from '#tabular/dictionary-writing';
import { releasePackage } from '#tabular/release-package';
import { summedProfile, trainInProcess } from '../../../generators/testing/in-process-study.ts';
import { jsonText } from '../release/json-text.ts';
import { schemaSha256 as hashOfSchema } from '../release/schema-hash.ts';
import { generateCohort } from './generate-cohort.ts';
import { readRelease } from './read-release.ts';

let dictionary: DataDictionary;
let folder: string;
let coordinator: Awaited<ReturnType<typeof train>>;

async function train() {
  const sites = new Map(
    await Promise.all(
      ['a', 'b', 'c'].map(async (site) => [site, await readTable(`samples/aml/${site}.csv`, dictionary)] as const),
    ),
  );
  const generator = generatorKind('sequential-trees')
    .configure({})
    .create(dictionary, summedProfile(dictionary, sites));
  const { state, sample } = await trainInProcess(generator, sites, 'study');
  return { description: generator.describeModel!(state), sample, rows: concatRows([...sites.values()]) };
}

async function writeRelease(name: string, model: string, description?: unknown): Promise<string> {
  const release = await mkdtemp(join(folder, `${name}-`));
  const about = { title: 't', description: 'd', sources: [], createdBy: 'Cohortloom', created: '2026-01-01T00:00:00Z' };
  const described = releasePackage(dictionary, {
    ...about,
    path: 'synthetic.csv',
    csv: '',
    rowCount: 0,
    provenance: { study: 'demo', model, seed: '1' },
  });
  await writeFile(join(release, 'datapackage.json'), jsonText(described));
  if (description !== undefined) await writeFile(join(release, 'model.json'), jsonText(description));
  return release;
}

beforeAll(async () => {
  dictionary = await readDictionary('samples/aml/datapackage.json');
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-generate-'));
  coordinator = await train();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a cohort generated from a release', () => {
  it("has the rows that the coordinator's model gave with that seed before calibration", async () => {
    const from = await readRelease(await writeRelease('trees', 'sequential-trees', coordinator.description));
    const { csv, note } = await generateCohort(from, { rows: 120, given: [], seed: 'x' });
    const own = await sampleConstrained(coordinator.sample, dictionary, 120, 'x');
    expect(csv).toBe(formatCsv(own.table, dictionary));
    expect(note).toMatchObject({ study: 'demo', model: 'sequential-trees', rows: 120, seed: 'x', conditions: [] });
    expect(Object.keys(note.modelFiles)).toEqual(['model.json']);
    expect(note.caution).toContain('Nobody has compared');
  });

  it('meets the conditions and keeps the constraints, the same each time', async () => {
    const release = await writeRelease('trees', 'sequential-trees', coordinator.description);
    const from = await readRelease(release);
    const given = ['age=60..70', 'sex=female'];
    const options = { rows: 200, given, seed: 'x' };
    const { csv, note } = await generateCohort(from, options);
    expect(await generateCohort(from, options)).toEqual({ csv, note });
    expect((await generateCohort(from, { ...options, seed: 'y' })).csv).not.toBe(csv);
    const file = join(release, 'sample.csv');
    await writeFile(file, csv);
    const table = await readTable(file, dictionary);
    expect(table.rowCount).toBe(200);
    expect(constraintsKept(dictionary, table).every((kept) => kept === 1)).toBe(true);
    const ages = (table.columns.get('age') as { values: Float64Array }).values;
    expect(ages.every((age) => age >= 60 && age <= 70)).toBe(true);
    expect([...note.conditions].sort()).toEqual(given);
    expect(note.distinctRows).toBeGreaterThan(190);
  });

  it('is refused under conditions that are not understood or not met, and for what is no release', async () => {
    const from = await readRelease(await writeRelease('trees', 'sequential-trees', coordinator.description));
    const generate = (...given: string[]) => generateCohort(from, { rows: 10, given, seed: 'x' });
    await expect(generate('sex=other')).rejects.toMatchObject({ code: 'CL-CONF-005' });
    const network = await readRelease(await writeRelease('other', 'no-such-model'));
    const options = { rows: 10, given: [], seed: 'x' };
    await expect(generateCohort(network, options)).rejects.toMatchObject({ code: 'CL-MODEL-006' });
    const without = await readRelease(await writeRelease('empty', 'sequential-trees'));
    await expect(generateCohort(without, options)).rejects.toMatchObject({ code: 'CL-MODEL-006' });
    const damaged = await writeRelease('damaged', 'sequential-trees', { sampling: {} });
    await expect(generateCohort(await readRelease(damaged), options)).rejects.toMatchObject({
      code: 'CL-IO-004',
      where: { file: join(damaged, 'model.json') },
    });
    await expect(readRelease(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'CL-IO-001' });
    await expect(readRelease('package.json')).rejects.toMatchObject({ code: 'CL-IO-001' });
    await expect(readRelease('samples')).rejects.toMatchObject({ code: 'CL-MODEL-006' });
    await expect(readRelease('samples/aml')).rejects.toMatchObject({ code: 'CL-MODEL-006' });
    const broken = await writeRelease('broken', 'sequential-trees');
    await writeFile(join(broken, 'model.json'), '{');
    await expect(readRelease(broken)).rejects.toMatchObject({ code: 'CL-IO-004' });
  });

  it.each(['model.json', 'generator.onnx', 'generator.json', 'datapackage.json'])(
    'is refused, not waited for, where %s is no regular file or an endless one',
    async (name) => {
      const release = await writeRelease('pipe', 'sequential-trees');
      const file = join(release, name);
      const refused = { code: 'CL-IO-001', where: { file } };
      await rm(file, { force: true });
      execFileSync('mkfifo', [file]);
      await expect(readRelease(release)).rejects.toMatchObject(refused);
      await rm(file);
      await writeFile(file, '');
      await truncate(file, 2 ** 40);
      await expect(readRelease(release)).rejects.toMatchObject(refused);
    },
  );

  it('is refused where the dictionary beside the model is not the one that it was released with', async () => {
    const schemaSha256 = hashOfSchema(toDataPackage(dictionary));
    const bound = await writeRelease('bound', 'sequential-trees', { ...Object(coordinator.description), schemaSha256 });
    expect((await readRelease(bound)).schemaSha256).toBe(schemaSha256);
    const file = join(bound, 'datapackage.json');
    const described = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...described, title: 'another title' }));
    await readRelease(bound);
    const { fields } = described.resources[0].schema;
    fields.find(({ name }: { name: string }) => name === 'sex').constraints.enum.reverse();
    await writeFile(file, jsonText(described));
    const refused = { code: 'CL-IO-004', where: { file: join(bound, 'model.json') } };
    await expect(readRelease(bound)).rejects.toMatchObject(refused);
  });

  it('comes from a file without a count below the minimum cell size', async () => {
    const release = await writeRelease('trees', 'sequential-trees', coordinator.description);
    const { sampling } = JSON.parse(await readFile(join(release, 'model.json'), 'utf8'));
    const counts: number[] = [...sampling.columns, ...sampling.trees].flatMap((part) => [
      ...(part.counts ?? []),
      ...(part.roundness ?? []),
      ...(part.leafCounts ?? []),
    ]);
    expect(counts.filter((count) => count > 0).every((count) => count >= dictionary.minimumCellSize)).toBe(true);
  });
});
