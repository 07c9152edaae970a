import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type EngineChoice, selectEngine } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { printable } from '#evaluation/figures/markup';
import { generatorKind } from '#generators/generator-registry';
import { type GenerationNote, generateCohort, requireRestorable } from '#study/generate/generate-cohort';
import { readRelease } from '#study/generate/read-release';
import { isReleaseFile } from '#study/release/file-words';
import { jsonText } from '#study/release/json-text';
import { prepareOutputFolder, writeRelease } from '#study/release/output-folder';
import { createProgressView } from '../progress-view.ts';
import type { CommandContext } from '../run-program.ts';

/** What the command line says of a sample. */
export interface GenerateOptions {
  readonly rows: number;
  readonly given: readonly string[];
  readonly seed: string;
  readonly out: string;
  readonly engine?: EngineChoice;
}

/** Samples from a release and writes the patients with their note. Throws CL-CONF-005, CL-IO-001, CL-IO-002, CL-IO-004. */
export async function generatePatients(
  release: string,
  options: GenerateOptions,
  { signal }: CommandContext,
): Promise<void> {
  const { rows, given, seed } = options;
  const out = resolve(options.out);
  const noteFile = join(dirname(out), `${basename(out, extname(out))}.json`);
  refuseOccupied(resolve(release), out, noteFile);
  const from = await readRelease(release);
  const { needsEngine } = generatorKind(requireRestorable(from));
  const engine = needsEngine ? await selectEngine({ ...options.engine }) : undefined;
  await prepareOutputFolder(dirname(out));
  const { csv, note } = await underView(rows, (onProgress) =>
    generateCohort(from, { rows, given, seed, engine, signal, onProgress }),
  );
  await writeRelease(
    dirname(out),
    new Map([
      [basename(out), csv],
      [basename(noteFile), jsonText(note)],
    ]),
  );
  process.stdout.write(`${summaryOf(note)}\n  ${out}\n  ${noteFile}\n`);
}

async function underView<T>(rows: number, work: (onProgress: (done: number, total: number) => void) => Promise<T>) {
  const view = createProgressView({ stream: process.stdout, now: () => performance.now() });
  try {
    view.stageStarted('sampling', rows);
    return await work((done, total) => view.stageAdvanced('sampling', done, total));
  } finally {
    view.close();
  }
}

function summaryOf({ rows, distinctRows, study, model, conditions, caution }: GenerationNote): string {
  const under = conditions.length === 0 ? '' : ` with ${conditions.join(', ')}`;
  const repeated = distinctRows === rows ? '' : `, ${distinctRows} of them distinct`;
  return `${rows} synthetic patients${under}${repeated}, from ${model} of study ${printable(study)}\n${caution}`;
}

/** A release stays as it was released, and nothing is sampled that can't be written. */
function refuseOccupied(release: string, out: string, noteFile: string): void {
  if (out === noteFile) throw misplaced(`--out ${basename(out)} is the name of the note beside the patients`);
  const taken = [out, noteFile].find(
    (file) => dirname(file) === release && isReleaseFile(basename(file)) && existsSync(file),
  );
  if (taken !== undefined) throw misplaced(`${basename(taken)} is a file of the release`);
  const folder = [out, noteFile].find((file) => statSync(file, { throwIfNoEntry: false })?.isDirectory());
  if (folder !== undefined) throw misplaced(`${folder} is a folder`);
  const there = [out, noteFile].filter((file) => existsSync(file));
  if (there.length === 1) throw misplaced(`${basename(there[0])} is there already, and no sample of before`);
}

function misplaced(problem: string): CohortloomError {
  return new CohortloomError('CL-CONF-005', {
    what: `The patients can't be written there: ${problem}.`,
    todo: 'Choose another file with --out, for example --out sample.csv.',
  });
}
