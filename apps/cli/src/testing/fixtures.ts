import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A study small enough to run in seconds. */
const TINY_STUDY = `name: tiny
model:
  hyperparameters:
    rounds: 2
    localSteps: 5
    generatorWidths: [32]
    criticWidths: [32]
    classifierWidths: [8]
    batchSize: 32
synthetic:
  rows: 200
  poolFactor: 10
`;

/** The same with a flow. */
export const TINY_FLOW = `name: tiny-flow
model:
  name: survival-nflow
  hyperparameters:
    rounds: 2
    localSteps: 5
    hidden: 16
    batchSize: 32
synthetic:
  rows: 200
  poolFactor: 10
`;

export const SAMPLE = (name: string) => fileURLToPath(new URL(`../../../../samples/aml/${name}`, import.meta.url));

export async function scratchFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'cohortloom-test-'));
}

export async function writeScratch(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

export function tinyStudy(folder: string, more = ''): Promise<string> {
  return writeScratch(folder, 'study.yaml', TINY_STUDY + more);
}

/** A copy of a sample site's table with its text changed. */
export async function changedSample(folder: string, site: string, change: (csv: string) => string): Promise<string> {
  return writeScratch(folder, `${site}.csv`, change(await readFile(SAMPLE(`${site}.csv`), 'utf8')));
}

/** Arguments of `local` for the three sample sites, some of them with other tables. */
export function localArguments(study: string, out: string, tables: Record<string, string> = {}): string[] {
  const sites = ['a', 'b', 'c'].flatMap((site) => ['--site', `${site}=${tables[site] ?? SAMPLE(`${site}.csv`)}`]);
  return ['local', ...sites, '--dictionary', SAMPLE('datapackage.json'), '--study', study, '--out', out];
}
