import type { Engine } from '#compute/engine/engine';
import type { EngineChoice } from '#compute/engine/select-engine';
import type { StudyCandidate } from '#study/coordinator/study-candidate';
import { prepareOutputFolder } from '#study/release/output-folder';
import { type Release, releaseStudy } from '#study/release/release-study';
import { simulateStudy } from '#study/simulate-study';
import type { StudyDeclaration } from '#study/study-declaration';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { declareStudy } from '../options/declare-study.ts';
import type { StudyOptions } from '../options/study-options.ts';
import { createPagePrinter } from '../pdf/page-printer.ts';
import { createProgressView } from '../progress-view.ts';
import { costTable } from './cost-table.ts';
import { engineOfModels } from './engine-of-models.ts';
import { printRelease } from './print-release.ts';
import { runRecord } from './run-record.ts';
import { SiteThreads } from './site-threads.ts';

const LEAST_ROWS_FOR_THREADS = 2_000;

export interface SimulationOptions {
  readonly study: StudyOptions;
  readonly dictionary: DataDictionary;
  readonly tables: ReadonlyMap<string, Table>;
  readonly engine: EngineChoice;
  readonly signal: AbortSignal;
  readonly output: string;
  /** Where the pooled study's results go; absent: no pooled study. */
  readonly pooledOutput?: string;
}

interface Finished {
  readonly release: Release;
  readonly candidates: readonly StudyCandidate[];
}

/** Runs the federated study and, if asked, the pooled one beside it, and prints what federation cost. */
export async function simulateAndCompare(options: SimulationOptions): Promise<void> {
  const { tables, pooledOutput } = options;
  const sizes = [...tables.values()].map((table) => table.rowCount);
  process.stdout.write(`Simulating ${tables.size} sites of ${Math.min(...sizes)} to ${Math.max(...sizes)} rows\n`);
  const federated = await simulateOne(options, tables, options.output);
  printRelease(federated.release, process.stdout);
  if (pooledOutput === undefined) return;
  process.stdout.write('\nThe same study on the pooled rows\n');
  const pooled = await simulateOne(options, new Map([['pooled', concatRows([...tables.values()])]]), pooledOutput);
  for (const { name, assessment } of federated.candidates) {
    const twin = pooled.candidates.find((own) => own.name === name);
    if (twin === undefined) continue;
    if (federated.candidates.length > 1) process.stdout.write(`\n${name}`);
    process.stdout.write(`\n${costTable(assessment, twin.assessment)}\n`);
  }
}

async function simulateOne(
  options: SimulationOptions,
  tables: ReadonlyMap<string, Table>,
  folder: string,
): Promise<Finished> {
  const { dictionary, signal } = options;
  await prepareOutputFolder(folder);
  const declaration: StudyDeclaration = await declareStudy(options.study, [...tables.keys()]);
  const engine = await engineOfModels(declaration, options.engine);
  const view = createProgressView({ stream: process.stdout, now: () => performance.now() });
  const startedAt = new Date();
  const threads = isWorthThreads(engine, tables) ? new SiteThreads(dictionary, tables) : undefined;
  try {
    const { result, disclosures } = await simulateStudy({
      declaration,
      dictionary,
      tables,
      engine,
      elsewhere: threads,
      observer: view,
      signal,
    });
    await threads?.close();
    const run = runRecord(engine, startedAt, disclosures);
    const print = createPagePrinter({ signal });
    const release = await releaseStudy({ declaration, dictionary, result, run, folder, observer: view, print });
    return { release, candidates: result.candidates };
  } finally {
    await threads?.close();
    view.close();
  }
}

/** A thread takes a moment to start, and engines have threads of their own. */
function isWorthThreads(engine: Engine | undefined, tables: ReadonlyMap<string, Table>): boolean {
  if (engine !== undefined || tables.size === 1) return false;
  return [...tables.values()].reduce((rows, { rowCount }) => rows + rowCount, 0) >= LEAST_ROWS_FOR_THREADS;
}
