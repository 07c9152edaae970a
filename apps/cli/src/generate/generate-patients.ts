import { basename } from 'node:path';
import { type EngineChoice, selectEngine } from '#compute/engine/select-engine';
import { printable } from '#evaluation/figures/markup';
import { generatorKind } from '#generators/generator-registry';
import { type GenerationNote, generateCohort, requireRestorable } from '#study/generate/generate-cohort';
import { readRelease } from '#study/generate/read-release';
import { jsonText } from '#study/release/json-text';
import { prepareOutputFolder, writeRelease } from '#study/release/output-folder';
import { createProgressView } from '../progress-view.ts';
import type { CommandContext } from '../run-program.ts';
import { samplePlace } from './sample-place.ts';

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
  const place = await samplePlace(options.out);
  const from = await readRelease(release);
  const { needsEngine } = generatorKind(requireRestorable(from));
  const engine = needsEngine ? await selectEngine({ ...options.engine }) : undefined;
  await prepareOutputFolder(place.folder);
  const { csv, note } = await underView(rows, (onProgress) =>
    generateCohort(from, { rows, given, seed, engine, signal, onProgress }),
  );
  await writeRelease(
    place.folder,
    new Map([
      [basename(place.patients), csv],
      [basename(place.note), jsonText(note)],
    ]),
  );
  process.stdout.write(`${summaryOf(note)}\n  ${place.patients}\n  ${place.note}\n`);
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
