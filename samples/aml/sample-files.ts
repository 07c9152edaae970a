import { RandomStream } from '#random/random-stream';
import { toDataPackage } from '#tabular/dictionary-writing';
import { SAMPLE_DICTIONARY } from './dictionary.ts';
import { type Cell, type Patient, simulatePatient } from './simulate-patient.ts';
import { type Site, SITES } from './sites.ts';

export const SAMPLE_SEED = 'cohortloom-aml-sample-1';

/** The files of the sample, or of other sites, by name: a table per site and the data dictionary that they share. */
export function sampleFiles(seed = SAMPLE_SEED, sites: readonly Site[] = SITES): Map<string, string> {
  const tables = sites.map((site): [string, string] => {
    const stream = RandomStream.derive(seed, site.name);
    const patients = Array.from({ length: site.patients }, () => simulatePatient(site, stream));
    return [`${site.name}.csv`, toCsv(patients)];
  });
  const dictionary = `${JSON.stringify(toDataPackage(SAMPLE_DICTIONARY), null, 2)}\n`;
  return new Map([...tables, ['datapackage.json', dictionary]]);
}

function toCsv(patients: readonly Patient[]): string {
  const names = SAMPLE_DICTIONARY.fields.map((field) => field.name);
  const lines = patients.map((patient) => names.map((name) => formatCell(patient[name])).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

function formatCell(cell: Cell | undefined): string {
  return cell === undefined || cell === null ? '' : String(cell);
}
