import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { sampleConstrained } from '#generators/calibration/constrained-sample';
import { conditionText, type Given, takesNoConditions } from '#generators/conditions/given';
import { parseConditions } from '#generators/conditions/parse-conditions';
import { type GeneratorName, isGeneratorName } from '#generators/generator-names';
import { generatorKind } from '#generators/generator-registry';
import type { ModelSampler } from '#generators/released-model';
import type { Seed } from '#random/random-stream';
import { sha256Hex } from '#sums/sha256';
import { formatCsv } from '#tabular/csv/write-csv';
import type { Table } from '#tabular/table';
import { requireWritable } from '../most-rows.ts';
import type { StudyModel } from './read-release.ts';

export interface GenerationOptions {
  readonly rows: number;
  /** Conditions `NAME=VALUE`. */
  readonly given: readonly string[];
  readonly seed: Seed;
  readonly engine?: Engine;
  readonly signal?: AbortSignal;
  /** After each batch: rows that are kept, of those wanted. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A sample of a released model, as CSV, and what there is to say of it. */
export interface GeneratedCohort {
  readonly csv: string;
  readonly note: GenerationNote;
}

export const SAMPLE_FORMAT = 'cohortloom-generated-1';

/** What lies beside a generated cohort. */
export interface GenerationNote {
  readonly format: typeof SAMPLE_FORMAT;
  readonly study: string;
  readonly model: string;
  /** SHA-256 of the model's files, by name. */
  readonly modelFiles: Readonly<Record<string, string>>;
  /** Of the schema of the dictionary beside the model. */
  readonly schemaSha256: string;
  readonly rows: number;
  /** Where conditions are rare, rows may repeat. */
  readonly distinctRows: number;
  /** Sampled rows that broke a constraint of the dictionary and were drawn again. */
  readonly rejectedRows: number;
  /** `NAME=VALUE`, in the order of the columns. */
  readonly conditions: readonly string[];
  readonly seed: Seed;
  /** Of the CSV file. */
  readonly sha256: string;
  readonly caution: string;
}

const CAUTION =
  "Synthetic patients sampled from a released model, without calibration. Nobody has compared this sample with patients: the figures of the study's report hold for the cohort that the study released, not for this one.";

/** The generator's name, where this version can sample its released models. Throws CL-MODEL-006. */
export function requireRestorable({ model, folder }: StudyModel): GeneratorName {
  if (isGeneratorName(model) && generatorKind(model).restore !== undefined) return model;
  throw new CohortloomError('CL-MODEL-006', {
    what: `This version can't sample a released model of ${model}.`,
    where: { file: folder },
    todo: 'Sample with the version that released it, or take the released cohort.',
  });
}

/**
 * Rows of a released model that keep the dictionary's constraints and all conditions.
 * @throws CL-CONF-005 a condition isn't understood, or more rows than can be written, CL-MODEL-003 hardly a row keeps the constraints, CL-MODEL-005 a condition
 * can't be met, CL-MODEL-006 the model can't be sampled, CL-IO-004 its files are damaged, CL-ROUND-006 interrupted
 */
export async function generateCohort(from: StudyModel, options: GenerationOptions): Promise<GeneratedCohort> {
  const { dictionary } = from;
  const { rows, seed, signal, onProgress } = options;
  requireWritable(rows, dictionary, 'CL-CONF-005');
  const given = parseConditions(dictionary, options.given);
  const sampler = await restore(from, options.engine);
  const draw = drawsUnder(sampler, given, from.model);
  const sample = async (n: number, drawSeed: Seed): Promise<Table> => {
    await nextTurn();
    if (signal?.aborted) throw interrupted();
    return draw(n, drawSeed);
  };
  const { table, rejectedRows } = await sampleConstrained(sample, dictionary, rows, seed, onProgress);
  const csv = formatCsv(table, dictionary);
  const conditions = dictionary.fields
    .filter(({ name }) => Object.hasOwn(given, name))
    .map(({ name }) => conditionText(name, given[name]));
  const note: GenerationNote = {
    format: SAMPLE_FORMAT,
    study: from.study,
    model: from.model,
    modelFiles: from.files,
    schemaSha256: from.schemaSha256,
    rows,
    distinctRows: new Set(csv.split('\n').slice(1, -1)).size,
    rejectedRows,
    conditions,
    seed,
    sha256: sha256Hex(new TextEncoder().encode(csv)),
    caution: CAUTION,
  };
  return { csv, note };
}

/** Errors tell the model's file, or the folder where it is several files or none. */
async function restore(from: StudyModel, engine: Engine | undefined): Promise<ModelSampler> {
  const kind = generatorKind(requireRestorable(from));
  try {
    return await kind.restore!(from.released, from.dictionary, engine);
  } catch (error) {
    if (!(error instanceof CohortloomError)) throw error;
    const names = Object.keys(from.files);
    throw error.at({ file: names.length === 1 ? join(from.folder, names[0]) : from.folder });
  }
}

function drawsUnder(sampler: ModelSampler, given: Given, model: string): ModelSampler['sample'] {
  if (Object.keys(given).length === 0) return (n, seed) => sampler.sample(n, seed);
  if (sampler.sampleGiven !== undefined) return (n, seed) => sampler.sampleGiven!(n, seed, given);
  throw takesNoConditions(`A model of ${model}`);
}

function interrupted(): CohortloomError {
  return new CohortloomError('CL-ROUND-006', { what: 'Sampling was interrupted.', todo: 'Start it again.' });
}
