import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const SAMPLES = new URL('../../samples/aml/', import.meta.url);

/** Few enough columns that a study takes seconds; an endpoint and a target of each kind are among them. */
const COLUMNS = [
  'age',
  'sex',
  'ecog',
  'NPM1',
  'FLT3_ITD',
  'TP53',
  'cr',
  'efs_months',
  'efs_event',
  'os_months',
  'os_event',
];

/** Rows of each site: too few for a good cohort, enough for one. */
const ROWS = 40;

interface Field {
  readonly name: string;
}

interface Package {
  readonly resources: readonly {
    readonly schema: {
      readonly fields: readonly Field[];
      readonly cohortloom: { readonly constraints: readonly object[] };
    };
  }[];
}

/** Writes `NAME.csv` for each site and `datapackage.json`: the sample's first rows, some of its columns. */
export async function writeSmallTables(folder: string, sites: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'datapackage.json'), JSON.stringify(await smallDictionary()));
  for (const site of sites) await writeFile(join(folder, `${site}.csv`), await smallTable(site));
}

async function smallDictionary(): Promise<unknown> {
  const whole = JSON.parse(await readFile(new URL('datapackage.json', SAMPLES), 'utf8')) as Package;
  const [resource] = whole.resources;
  const { fields, cohortloom } = resource.schema;
  const schema = {
    ...resource.schema,
    fields: fields.filter(({ name }) => COLUMNS.includes(name)),
    cohortloom: { ...cohortloom, constraints: cohortloom.constraints.filter(onlyNamesKept(fields)) },
  };
  return { ...whole, resources: [{ ...resource, schema }] };
}

function onlyNamesKept(fields: readonly Field[]): (constraint: object) => boolean {
  const left = fields.map(({ name }) => name).filter((name) => !COLUMNS.includes(name));
  return (constraint) => !left.some((name) => JSON.stringify(constraint).includes(`"${name}"`));
}

/** The fourth site has rows of the first one's that the first one doesn't use. */
async function smallTable(site: string): Promise<string> {
  const [file, start] = site === 'd' ? ['a', ROWS] : [site, 0];
  const text = await readFile(new URL(`${file}.csv`, SAMPLES), 'utf8');
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  const kept = rows.slice(start, start + ROWS).map((row) => COLUMNS.map((column) => row[column]).join(','));
  return `${[COLUMNS.join(','), ...kept].join('\n')}\n`;
}
