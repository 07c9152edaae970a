import { basename } from 'node:path';
import { renderHtml } from '#evaluation/report/html/render-html';
import { terminalSummary } from '#evaluation/report/terminal-summary';
import { disclosureDocument } from '#federation/disclosures/disclosure-ledger';
import { formatCsv } from '#tabular/csv/write-csv';
import { releasePackage } from '#tabular/release-package';
import { FILE_WORDS } from './file-words.ts';
import { jsonText } from './json-text.ts';
import { type ReleaseFiles, writeRelease } from './output-folder.ts';
import { printReport } from './print-report.ts';
import { reportOf } from './report-of.ts';
import type { StudyRelease } from './study-release.ts';

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
  const isPrinted = await printReport(folder, study.print, observer);
  observer.stageAdvanced('releasing', 1, 1);
  const names = [...files.keys()].flatMap((name) =>
    name === 'report.html' && isPrinted ? [name, 'report.pdf'] : [name],
  );
  return { folder, summary, files: names.map((name) => ({ name, what: FILE_WORDS[basename(name)] })) };
}

function composeRelease(study: StudyRelease): { readonly files: ReleaseFiles; readonly summary: string } {
  const { declaration, dictionary, result, run } = study;
  const report = reportOf(study);
  const { onnx, encoding, description } = result.generator;
  const csv = formatCsv(result.cohort.table, dictionary);
  const files = new Map<string, string | Uint8Array>([
    ['synthetic.csv', csv],
    ['datapackage.json', json(describeCohort(study, csv))],
    ['report.html', renderHtml(report)],
    ['report.json', json(report)],
    ['disclosures.json', json(disclosureDocument(declaration.name, run.disclosures, result.generator.disclosed))],
  ]);
  if (description !== undefined) files.set('model.json', jsonText(description));
  if (onnx) files.set('generator.onnx', onnx);
  if (encoding !== undefined) files.set('generator.json', json(encoding));
  return { files, summary: terminalSummary(report) };
}

function describeCohort({ declaration, dictionary, result, run }: StudyRelease, csv: string): unknown {
  const { name, model, sites, seed } = declaration;
  const { rowCount } = result.cohort.table;
  return releasePackage(dictionary, {
    path: 'synthetic.csv',
    csv,
    rowCount,
    title: `Synthetic cohort of study ${name}`,
    description:
      `${rowCount} synthetic patients, sampled from a ${model.name} generator that ${sites.length} sites trained ` +
      'together without sharing rows. report.html tells what the cohort can be used for.',
    sources: [{ title: `${sites.length} sites of study ${name}: ${sites.join(', ')}` }],
    createdBy: `Cohortloom ${run.softwareVersion}`,
    created: run.finishedAt.toISOString(),
    provenance: { study: name, model: model.name, seed },
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
