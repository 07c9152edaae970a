import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse as parseYaml } from 'yaml';
import { CohortloomError } from '#errors/cohortloom-error';
import { checkStudyDeclaration, parseStudyDeclaration, type StudyDeclaration } from '#study/study-declaration';
import { wholeNumber } from './numbers.ts';

/** Options that every command has which declares a study on the command line. */
export interface StudyOptions {
  readonly study?: string;
  readonly model?: string;
  readonly seed?: string;
  readonly n?: number;
}

export function addStudyOptions(command: Command): Command {
  return command
    .option('--study <file>', "the study's declaration (YAML); the options below go before it")
    .option('--model <name>', 'generator to train (ctabgan-plus)')
    .option('--seed <text>', 'study seed')
    .option(
      '--n <count>',
      'rows of the synthetic cohort (default: as many as there are training rows)',
      wholeNumber('--n', 1),
    );
}

/** The study of a declaration file, with options given on the command line laid over it. Throws CL-CONF-001, CL-IO-001. */
export async function declareStudy(options: StudyOptions, sites: readonly string[]): Promise<StudyDeclaration> {
  const declared = options.study === undefined ? {} : await readDeclaration(options.study);
  return checkStudyDeclaration(
    {
      ...declared,
      sites: [...sites],
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      model: { ...asRecord(declared.model), ...(options.model === undefined ? {} : { name: options.model }) },
      synthetic: { ...asRecord(declared.synthetic), ...(options.n === undefined ? {} : { rows: options.n }) },
    },
    options.study,
  );
}

/** A declaration that names its own sites. */
export async function readStudyFile(path: string): Promise<StudyDeclaration> {
  return parseStudyDeclaration(await readText(path), path);
}

async function readDeclaration(path: string): Promise<Record<string, unknown>> {
  const text = await readText(path);
  try {
    return asRecord(parseYaml(text));
  } catch {
    parseStudyDeclaration(text, path);
    return {};
  }
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'The file cannot be read.',
      where: { file: path },
      todo: 'Check that the file exists and that you may read it.',
      cause,
    });
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
