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
  wideCase('sites-5', 5, 1_000, 60, 1_000),
  wideCase('sites-50', 50, 2_000, 300, 1_500),
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

/** One table of 92 columns with another that names each row's site, in one process. */
function wideCase(
  name: string,
  sites: number,
  patients: number,
  targetSeconds: number,
  targetMegabytes: number,
): ScaleCase {
  return {
    name,
    title: `${sites} sites × ${patients} rows × 92 columns, simulated, from CSV to report and PDF`,
    rows: sites * patients,
    until: 'the end',
    targetSeconds,
    targetMegabytes,
    async prepare(folder) {
      const [dictionary, table] = ['datapackage.json', 'cohort.csv'].map((file) => join(folder, file));
      await writeFile(dictionary, JSON.stringify(toDataPackage(WIDE_DICTIONARY)));
      await writeFile(table, wideCsv(sites, sites * patients));
      return ['simulate', '--table', table, '--site-column', 'site', '--dictionary', dictionary];
    },
  };
}

function wideCsv(sites: number, rows: number): string {
  const [header, ...lines] = formatCsv(wideCohort(rows, 'scale'), WIDE_DICTIONARY).trimEnd().split('\n');
  const order = new RandomStream('sites').permutation(rows);
  const named = lines.map((line, row) => `${line},site-${1 + (order[row] % sites)}`);
  return `${[`${header},site`, ...named].join('\n')}\n`;
}
