import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTable } from '../src/csv/read-table.ts';
import type { DataDictionary, Field, NumericField } from '../src/dictionary.ts';
import type { Table } from '../src/table.ts';

/** Real patients with acute myeloid leukaemia (Gerstung et al., Nat Genet 2017), in a fixed split. Never committed. */
export interface Amlsg {
  readonly dictionary: DataDictionary;
  readonly train: Table;
  readonly test: Table;
  /** Row-aligned with `train` and `test`: what a federation is split by. */
  readonly trainSites: AmlsgSites;
  readonly testSites: AmlsgSites;
}

export interface AmlsgSites {
  readonly trial: readonly string[];
  readonly center: readonly string[];
}

/** The folder of the cohort, which may not exist. */
export function amlsgFolder(): string {
  return process.env.COHORTLOOM_AMLSG ?? '../shared/data/amlsg';
}

/** The real cohort's fixed split, or undefined where the data aren't present. */
export async function loadAmlsg(folder = amlsgFolder()): Promise<Amlsg | undefined> {
  const prepared = join(folder, 'prepared');
  if (!existsSync(join(prepared, 'dictionary.json'))) return undefined;
  const description: Description = JSON.parse(await readFile(join(prepared, 'dictionary.json'), 'utf8'));
  const dictionary = toDictionary(description);
  return {
    dictionary,
    train: await readTable(join(prepared, 'train.csv'), dictionary),
    test: await readTable(join(prepared, 'test.csv'), dictionary),
    trainSites: await readSites(join(prepared, 'train_site.csv')),
    testSites: await readSites(join(prepared, 'test_site.csv')),
  };
}

/** Row indices of each site, by name in order of first appearance. */
export function rowsBySite(sites: readonly string[]): Map<string, number[]> {
  return Map.groupBy(
    sites.map((_, row) => row),
    (row) => sites[row],
  );
}

interface Description {
  readonly columns: readonly {
    readonly name: string;
    readonly decimals?: number;
    readonly unit?: string;
    readonly group: string;
    readonly outcome: boolean;
    readonly states?: readonly string[];
  }[];
}

type Shape = Pick<NumericField, 'role' | 'minimum' | 'maximum' | 'decimals'>;

/** Plausible bounds, far from the extremes of this cohort. */
const SHAPES: Readonly<Record<string, Shape>> = {
  age: { role: 'continuous', minimum: 16, maximum: 100, decimals: 0 },
  wbc: { role: 'log', minimum: 0.1, maximum: 1000, decimals: 1 },
  hb: { role: 'continuous', minimum: 1, maximum: 25, decimals: 1 },
  plt: { role: 'log', minimum: 1, maximum: 2000, decimals: 1 },
  os_months: { role: 'log', minimum: 0, maximum: 240, decimals: 2 },
  efs_months: { role: 'log', minimum: 0, maximum: 240, decimals: 2 },
};

function toDictionary(description: Description): DataDictionary {
  return {
    name: 'amlsg',
    title: 'AMLSG cohort',
    fields: description.columns.map(toField),
    endpoints: [
      { name: 'OS', title: 'Overall survival', time: 'os_months', event: 'os_event', eventState: '1' },
      { name: 'EFS', title: 'Event-free survival', time: 'efs_months', event: 'efs_event', eventState: '1' },
    ],
    targets: [
      { name: 'cr1', kind: 'state', field: 'cr1', positive: '1' },
      { name: 'os_2y', kind: 'horizon', endpoint: 'OS', horizon: 24 },
    ],
    constraints: [
      { kind: 'order', lesser: 'efs_months', greater: 'os_months' },
      { kind: 'implies', field: 'os_event', state: '1', thenField: 'efs_event', thenState: '1' },
    ],
    missingValues: ['', 'NA'],
    minimumCellSize: 5,
  };
}

function toField(column: Description['columns'][number]): Field {
  const common = { name: column.name, group: column.group, outcome: column.outcome };
  if (column.states) {
    const states = column.states.filter((state) => state !== 'NA');
    const required = states.length === column.states.length;
    return { ...common, kind: 'categorical', required, states, ordered: column.name === 'ecog' };
  }
  const shape = SHAPES[column.name];
  return {
    ...common,
    ...shape,
    kind: 'numeric',
    required: true,
    integer: shape.decimals === 0,
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    modalValues: [],
  };
}

async function readSites(path: string): Promise<AmlsgSites> {
  const lines = (await readFile(path, 'utf8')).trim().split(/\r?\n/).slice(1);
  const cells = lines.map((line) => line.split(','));
  return { trial: cells.map((row) => row[1]), center: cells.map((row) => row[2]) };
}
