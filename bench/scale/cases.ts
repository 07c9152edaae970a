import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream } from '#random/random-stream';
import { formatCsv } from '#tabular/csv/write-csv';
import { toDataPackage } from '#tabular/dictionary-writing';
import { sampleFiles } from '../../samples/aml/sample-files.ts';
import { SITES } from '../../samples/aml/sites.ts';
import { WIDE_DICTIONARY, wideCohort } from '../evaluate/wide-cohort.ts';

/** A study whose time is measured. */
export interface ScaleCase {
  readonly name: string;
  readonly title: string;
  readonly rows: number;
  /** Stages that don't count, with all that follow: writing makes the report. */
  readonly until: 'Writing' | 'the end';
  readonly targetSeconds: number;
  readonly targetMegabytes?: number;
  /** Writes its files into a folder. Returns the arguments of the command line. */
  prepare(folder: string): Promise<readonly string[]>;
}

export const CASES: readonly ScaleCase[] = [
  grpcCase('grpc-3', 3, 500, 10),
  grpcCase('grpc-43', 43, 100, 30),
  {
    name: 'sites-50',
    title: '50 sites × 2,000 rows × 92 columns, simulated, from CSV to report and PDF',
    rows: 100_000,
    until: 'the end',
    targetSeconds: 300,
    targetMegabytes: 1_500,
    prepare: prepareWide,
  },
];

/** A coordinator and agents as processes of this machine, over gRPC on loopback; the sample's dictionary and simulation. */
function grpcCase(name: string, sites: number, patients: number, targetSeconds: number): ScaleCase {
  const names = Array.from({ length: sites }, (_, i) => `site-${i + 1}`);
  return {
    name,
    title: `${sites} sites × ${patients} rows × 43 columns over gRPC, without the report`,
    rows: sites * patients,
    until: 'Writing',
    targetSeconds,
    async prepare(folder) {
      const hospitals = names.map((site, i) => ({ ...SITES[i % SITES.length], name: site, patients }));
      for (const [file, text] of sampleFiles('scale', hospitals)) await writeFile(join(folder, file), text);
      const tables = names.flatMap((site) => ['--site', `${site}=${join(folder, `${site}.csv`)}`]);
      return ['local', ...tables, '--dictionary', join(folder, 'datapackage.json')];
    },
  };
}

/** One table with a column that names each row's site. */
async function prepareWide(folder: string): Promise<readonly string[]> {
  const sites = 50;
  const rows = 100_000;
  const dictionary = join(folder, 'datapackage.json');
  const table = join(folder, 'cohort.csv');
  await writeFile(dictionary, JSON.stringify(toDataPackage(WIDE_DICTIONARY)));
  const [header, ...lines] = formatCsv(wideCohort(rows, 'scale'), WIDE_DICTIONARY).trimEnd().split('\n');
  const order = new RandomStream('sites').permutation(rows);
  const named = lines.map((line, row) => `${line},site-${1 + (order[row] % sites)}`);
  await writeFile(table, `${[`${header},site`, ...named].join('\n')}\n`);
  return ['simulate', '--table', table, '--site-column', 'site', '--dictionary', dictionary];
}
