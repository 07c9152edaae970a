import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { concatRows } from '#tabular/concat-rows';
import { readTable } from '#tabular/csv/read-table';
import { formatCsv } from '#tabular/csv/write-csv';
import type { DataDictionary } from '#tabular/dictionary';
import { readDictionary } from '#tabular/dictionary-reading';
import { selectRows } from '#tabular/select-rows';
import type { Column, Table } from '#tabular/table';
import { silentObserver } from './observer.ts';
import { partitionRows } from './partition-rows.ts';
import { type SimulatedStudy, type Simulation, simulateStudy } from './simulate-study.ts';
import { checkStudyDeclaration } from './study-declaration.ts';

const HYPERPARAMETERS = {
  rounds: 2,
  localSteps: 3,
  generatorWidths: [24],
  criticWidths: [24],
  classifierWidths: [8],
  batchSize: 16,
};

let dictionary: DataDictionary;
let cohort: Table;
let engine: Engine;

beforeAll(async () => {
  dictionary = await readDictionary('samples/aml/datapackage.json');
  const tables = await Promise.all(['a', 'b', 'c'].map((site) => readTable(`samples/aml/${site}.csv`, dictionary)));
  cohort = concatRows(tables);
  engine = await selectEngine();
});

function simulate(
  tables: readonly Table[],
  more: Record<string, unknown> = {},
  ports: Partial<Pick<Simulation, 'observer' | 'signal'>> = {},
): Promise<SimulatedStudy> {
  const sites = new Map(tables.map((table, k) => [`site-${k + 1}`, table]));
  const declaration = checkStudyDeclaration({
    name: 'simulated',
    sites: [...sites.keys()],
    model: { hyperparameters: { ...HYPERPARAMETERS, ...more } },
    synthetic: { rows: 100, poolFactor: 5 },
  });
  return simulateStudy({ declaration, dictionary, tables: sites, engine, observer: silentObserver, ...ports });
}

function split(siteCount: number): Table[] {
  return partitionRows(cohort.rowCount, siteCount, 'skewed', 'test').map((rows) => selectRows(cohort, rows));
}

function withColumn(table: Table, name: string, change: (column: Column) => Column): Table {
  const columns = new Map([...table.columns].map(([key, column]) => [key, key === name ? change(column) : column]));
  return { ...table, columns };
}

function withoutValues(column: Column): Column {
  return column.kind === 'numeric'
    ? { kind: 'numeric', values: new Float64Array(column.values.length).fill(Number.NaN) }
    : { kind: 'categorical', codes: new Int32Array(column.codes.length).fill(-1) };
}

describe('a simulated study', () => {
  it('works with 43 sites, some of a single patient', async () => {
    const sites = [...split(41), selectRows(cohort, [0]), selectRows(cohort, [1])];
    const { result, disclosures } = await simulate(sites);
    expect(result.candidates[0].cohort.table.rowCount).toBe(100);
    expect(result.candidates[0].assessment.siteCount).toBe(43);
    expect(disclosures).toHaveLength(43 * 4);
  });

  it('gives the same bytes again', async () => {
    const [first, again] = [await simulate(split(3)), await simulate(split(3))];
    expect(formatCsv(again.result.candidates[0].cohort.table, dictionary)).toBe(
      formatCsv(first.result.candidates[0].cohort.table, dictionary),
    );
    expect(Buffer.from(again.result.candidates[0].generator.checkpoint)).toEqual(
      Buffer.from(first.result.candidates[0].generator.checkpoint),
    );
  });

  it.each(['fed-sgd', 'fed-prox', 'fed-avg-m', 'fed-adam'])('trains by %s', async (strategy) => {
    const more = strategy === 'fed-sgd' ? { strategy, rounds: 4, localSteps: 1 } : { strategy };
    const { result, disclosures } = await simulate(split(2), more);
    expect(result.candidates[0].cohort.table.rowCount).toBe(100);
    const training = disclosures.filter(({ kind }) => kind === 'train');
    expect(training.reduce((sum, { exchanges }) => sum + exchanges, 0)).toBe(strategy === 'fed-sgd' ? 8 : 4);
  });

  it('keeps every constraint of the dictionary in every synthetic row', async () => {
    const { result } = await simulate(split(3));
    for (const { violations } of result.candidates[0].assessment.constraints) expect(violations.synthetic).toBe(0);
  });

  it('goes on with a column that is constant and one that is missing everywhere', async () => {
    const changed = split(2).map((table) =>
      withColumn(
        withColumn(table, 'KIT', (column) => ({ ...column, codes: new Int32Array(table.rowCount) }) as Column),
        'ldh',
        () => ({ kind: 'numeric', values: new Float64Array(table.rowCount).fill(Number.NaN) }),
      ),
    );
    const { result } = await simulate(changed);
    const columns = result.candidates[0].cohort.table.columns;
    expect(new Set((columns.get('KIT') as { codes: Int32Array }).codes)).toEqual(new Set([0]));
    expect((columns.get('ldh') as { values: Float64Array }).values.every(Number.isNaN)).toBe(true);
  });

  it('can be interrupted while it samples', async () => {
    const interrupt = new AbortController();
    const observer = { ...silentObserver, stageAdvanced: (stage: string) => stage === 'sampling' && interrupt.abort() };
    const simulation = simulate(split(2), {}, { observer, signal: interrupt.signal });
    await expect(simulation).rejects.toMatchObject({ code: 'CL-ROUND-006', what: expect.stringContaining('sampled') });
  });

  it('goes on with columns that are missing everywhere after little training, so that few rows fit all margins', async () => {
    const tables = split(2).map((table) =>
      ['ldh', 'ecog', 'pb_blasts'].reduce((changed, name) => withColumn(changed, name, withoutValues), table),
    );
    const { result } = await simulate(tables);
    expect(result.candidates[0].cohort.table.rowCount).toBe(100);
  });

  it('refuses a study that has too few rows in all', async () => {
    const tables = [selectRows(cohort, [0, 1, 2]), selectRows(cohort, [3, 4])];
    await expect(simulate(tables)).rejects.toMatchObject({ code: 'CL-DATA-006' });
  });
});
