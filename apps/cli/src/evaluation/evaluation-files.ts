import { basename } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ReportInputFile } from '#evaluation/report/report-model';
import type { SiteRows } from '#evaluation/summaries/assessed-tables';
import { fileSha256 } from '#storage/disk/file-sha256';
import { readSyntheticTable, type SyntheticTable } from '#tabular/csv/read-synthetic-table';
import { readTable } from '#tabular/csv/read-table';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { CohortFile } from '../options/cohort-files.ts';

/** Names of the files of an evaluation. */
export interface EvaluationFileNames {
  readonly real: string;
  readonly test?: string;
  readonly synthetic: readonly CohortFile[];
}

/** What an evaluation compares, read and checked. */
export interface EvaluationFiles {
  readonly rows: SiteRows;
  /** In the order of the command line. */
  readonly synthetic: readonly SyntheticTable[];
  /** For the report: which files, to the byte. */
  readonly inputs: readonly ReportInputFile[];
}

/** Real tables are read strictly, synthetic ones tolerantly. Throws CL-DATA-…, CL-IO-001. */
export async function readEvaluationFiles(
  names: EvaluationFileNames,
  dictionary: DataDictionary,
): Promise<EvaluationFiles> {
  const training = await readTable(names.real, dictionary);
  const heldOut = names.test === undefined ? selectRows(training, []) : await readTable(names.test, dictionary);
  const synthetic: SyntheticTable[] = [];
  for (const { file } of names.synthetic) synthetic.push(await readSyntheticTable(file, dictionary));
  const inputs = [
    await inputOf('training', 'Training', names.real, training.rowCount),
    ...(names.test === undefined ? [] : [await inputOf('held-out', 'Held out', names.test, heldOut.rowCount)]),
  ];
  for (const [i, { label, file }] of names.synthetic.entries()) {
    inputs.push(await inputOf('synthetic', label, file, synthetic[i].table.rowCount));
  }
  return { rows: { training, heldOut }, synthetic, inputs };
}

async function inputOf(
  role: ReportInputFile['role'],
  label: string,
  path: string,
  rows: number,
): Promise<ReportInputFile> {
  return { role, label, file: basename(path), rows, sha256: await checksumOf(path) };
}

/** Throws CL-IO-001 where a file that was read a moment ago is gone. */
export async function checksumOf(path: string): Promise<string> {
  try {
    return await fileSha256(path);
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'The table was read, but its checksum cannot be taken any more.',
      where: { file: path },
      todo: 'Leave the file where it is until the report is written, and start again.',
      cause,
    });
  }
}
