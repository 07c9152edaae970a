import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { MetricMode } from '#evaluation/metrics/metric-mode';
import { type AssessedCohort } from '#evaluation/report/build/cohort-parts';
import { ASSESSMENT_STEPS } from '#evaluation/pooled/assess-tables';
import { buildReport } from '#evaluation/report/build-report';
import { renderHtml } from '#evaluation/report/html/render-html';
import type { ReportModel } from '#evaluation/report/report-model';
import { terminalSummary } from '#evaluation/report/terminal-summary';
import { fileWords } from '#study/release/file-words';
import { prepareOutputFolder, writeRelease } from '#study/release/output-folder';
import { printReport } from '#study/release/print-report';
import type { DataDictionary } from '#tabular/dictionary';
import { readDictionary } from '#tabular/dictionary-reading';
import { createPagePrinter } from '../pdf/page-printer.ts';
import { createProgressView } from '../progress-view.ts';
import { softwareVersion } from '../software-version.ts';
import { printRelease } from '../study/print-release.ts';
import { assessInThreads } from './assess-in-threads.ts';
import { type EvaluationFileNames, type EvaluationFiles, readEvaluationFiles } from './evaluation-files.ts';

export interface EvaluationOptions extends EvaluationFileNames {
  readonly dictionary: string;
  readonly output: string;
  readonly seed: string;
  readonly mode: MetricMode;
  readonly minimumCellSize?: number;
  readonly title?: string;
  readonly signal: AbortSignal;
}

/**
 * Compares synthetic cohorts with real patients, all at hand, and writes the report. Throws CL-DATA-…, CL-DICT-…,
 * CL-IO-…, and CL-ROUND-006 when `signal` aborts.
 */
export async function runEvaluation(options: EvaluationOptions): Promise<void> {
  const startedAt = new Date();
  const folder = resolve(options.output);
  await prepareOutputFolder(folder);
  const declared = await readDictionary(options.dictionary);
  const dictionary = { ...declared, minimumCellSize: options.minimumCellSize ?? declared.minimumCellSize };
  const files = await readEvaluationFiles(options, dictionary);
  const report = buildReport({
    assessments: await assessFiles(options, dictionary, files),
    about: {
      title: options.title ?? dictionary.title ?? dictionary.name,
      softwareVersion: softwareVersion(),
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      seed: options.seed,
    },
    inputs: files.inputs,
  });
  await writeReport(report, folder, options.signal);
}

async function assessFiles(
  { synthetic, seed, mode, signal }: EvaluationOptions,
  dictionary: DataDictionary,
  files: EvaluationFiles,
): Promise<AssessedCohort[]> {
  const view = createProgressView({ stream: process.stdout, now: () => performance.now() });
  view.stageStarted('assessing', synthetic.length * ASSESSMENT_STEPS);
  try {
    const assessments = await assessInThreads(
      files.synthetic.map(({ table }) => ({ dictionary, rows: files.rows, synthetic: table, options: { seed, mode } })),
      {
        threads: availableParallelism(),
        signal,
        onProgress: (done, total) => view.stageAdvanced('assessing', done, total),
      },
    );
    return assessments.map((assessment, i) => ({
      id: synthetic.length === 1 ? 'synthetic' : `synthetic-${i + 1}`,
      label: synthetic[i].label,
      assessment,
      findings: files.synthetic[i].findings,
    }));
  } finally {
    view.close();
  }
}

async function writeReport(report: ReportModel, folder: string, signal: AbortSignal): Promise<void> {
  const files = new Map([
    ['report.html', renderHtml(report)],
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
  ]);
  await writeRelease(folder, files);
  const noted = (what: string) => void process.stdout.write(`  ${what}\n`);
  const isPrinted = await printReport(folder, createPagePrinter({ signal }), { noted });
  const told = ['report.html', ...(isPrinted ? ['report.pdf'] : []), 'report.json'];
  printRelease(
    {
      folder,
      summary: terminalSummary(report),
      files: told.map((name) => ({ name, what: fileWords(name) })),
    },
    process.stdout,
  );
}
