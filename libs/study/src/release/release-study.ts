import { renderHtml } from '#evaluation/report/html/render-html';
import { terminalSummary } from '#evaluation/report/terminal-summary';
import { disclosureDocument } from '#federation/disclosures/disclosure-ledger';
import { GENERATOR_NAMES } from '#generators/generator-names';
import { formatCsv } from '#tabular/csv/write-csv';
import { toDataPackage } from '#tabular/dictionary-writing';
import { releasePackage } from '#tabular/release-package';
import { releasedOf } from '../coordinator/run-study.ts';
import type { StudyCandidate } from '../coordinator/study-candidate.ts';
import { fileWords, keptCohortFile } from './file-words.ts';
import { jsonText } from './json-text.ts';
import { type ReleaseFiles, removeFiles, writeRelease } from './output-folder.ts';
import { printReport } from './print-report.ts';
import { reportOf } from './report-of.ts';
import { schemaSha256 } from './schema-hash.ts';
import type { StudyRelease } from './study-release.ts';

const ALWAYS = ['report.html', 'report.json', 'disclosures.json'];

/** Files that not every release has. */
const SOMETIMES = [
  'synthetic.csv',
  'datapackage.json',
  'model.json',
  'generator.onnx',
  'generator.json',
  ...GENERATOR_NAMES.map(keptCohortFile),
];

export interface Release {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly what: string }[];
  /** The scores, as a terminal shows them. */
  readonly summary: string;
}

/** Writes everything a study releases into one folder, with a PDF of the report where one can be made. Throws CL-IO-002. */
export async function releaseStudy(study: StudyRelease): Promise<Release> {
  const { folder, observer } = study;
  observer.stageStarted('releasing', 1);
  const { files, summary } = composeRelease(study);
  await writeRelease(folder, files);
  // Rows and generators of an earlier release, beside this one's report, would be taken for its own.
  await removeFiles(
    folder,
    SOMETIMES.filter((name) => !files.has(name)),
  );
  const isPrinted = await printReport(folder, study.print, observer);
  observer.stageAdvanced('releasing', 1, 1);
  const names = [...files.keys()].flatMap((name) =>
    name === 'report.html' && isPrinted ? [name, 'report.pdf'] : [name],
  );
  return { folder, summary, files: names.map((name) => ({ name, what: fileWords(name) })) };
}

/** Takes what `releaseStudy` has written out of its folder again, all that a release may hold. */
export async function removeRelease(folder: string): Promise<void> {
  await removeFiles(folder, [...ALWAYS, ...SOMETIMES, 'report.pdf']);
}

function composeRelease(study: StudyRelease): { readonly files: ReleaseFiles; readonly summary: string } {
  const { declaration, result, run } = study;
  const report = reportOf(study);
  const released = releasedOf(result);
  const files = new Map<string, string | Uint8Array>([
    ...(released ? cohortFiles(study, released) : []),
    ...keptCohorts(study),
    ['report.html', renderHtml(report)],
    ['report.json', json(report)],
    ['disclosures.json', json(disclosureDocument(declaration.name, run.disclosures, statementsOf(study)))],
    ...(released ? generatorFiles(study, released) : []),
  ]);
  return { files, summary: terminalSummary(report) };
}

type File = readonly [string, string | Uint8Array];

function cohortFiles(study: StudyRelease, released: StudyCandidate): File[] {
  const csv = formatCsv(released.cohort.table, study.dictionary);
  return [
    ['synthetic.csv', csv],
    ['datapackage.json', json(describeCohort(study, released, csv))],
  ];
}

/** Rows of other candidates, where the study asks to keep them. */
function keptCohorts({ dictionary, result: { candidates, decision } }: StudyRelease): File[] {
  return (decision?.models ?? [])
    .filter(({ outcome }) => outcome === 'kept')
    .flatMap((kept) => candidates.filter(({ id }) => id === kept.cohort))
    .map(({ name, cohort }) => [keptCohortFile(name), formatCsv(cohort.table, dictionary)]);
}

function generatorFiles({ dictionary }: StudyRelease, { generator }: StudyCandidate): File[] {
  const { onnx, encoding, description } = generator;
  const schema = { schemaSha256: schemaSha256(toDataPackage(dictionary)) };
  return [
    ...(description === undefined ? [] : [['model.json', jsonText({ ...Object(description), ...schema })] as const]),
    ...(onnx ? [['generator.onnx', onnx] as const] : []),
    ...(encoding === undefined ? [] : [['generator.json', json({ ...Object(encoding), ...schema })] as const]),
  ];
}

/** What holds of everything that the models release: all of them disclosed something, whichever is released. */
function statementsOf({ declaration, result: { candidates } }: StudyRelease) {
  const stated = candidates.map(({ generator }) => generator.disclosed).filter((own) => own !== undefined);
  if (stated.length === 0) return {};
  return declaration.models.length === 1 ? { model: stated[0] } : { models: stated };
}

function describeCohort({ declaration, dictionary, result, run }: StudyRelease, released: StudyCandidate, csv: string) {
  const { name, sites, seed } = declaration;
  const { rowCount } = released.cohort.table;
  const choice = result.decision === undefined ? '' : ` ${result.decision.sentence}`;
  return releasePackage(dictionary, {
    path: 'synthetic.csv',
    csv,
    rowCount,
    title: `Synthetic cohort of study ${name}`,
    description:
      `${rowCount} synthetic patients, sampled from a ${released.name} generator that ${sites.length} sites trained ` +
      `together without sharing rows. report.html tells what the cohort can be used for.${choice}`,
    sources: [{ title: `${sites.length} sites of study ${name}: ${sites.join(', ')}` }],
    createdBy: `Cohortloom ${run.softwareVersion}`,
    created: run.finishedAt.toISOString(),
    provenance: { study: name, model: released.name, seed },
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
