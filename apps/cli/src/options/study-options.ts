import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CohortloomError } from '#errors/cohortloom-error';
import { GENERATOR_NAMES } from '#generators/generator-registry';
import { checkStudyDeclaration, parseStudyFile, type StudyDeclaration } from '#study/study-declaration';
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
    .option('--model <name>', `generator to train (${GENERATOR_NAMES.join(', ')})`)
    .option('--seed <text>', 'study seed')
    .option(
      '--n <count>',
      'rows of the synthetic cohort (default: as many as there are training rows)',
      wholeNumber('--n', 1),
    );
}

/** The study of a declaration file, with options given on the command line laid over it. Throws CL-CONF-001, CL-IO-001. */
export async function declareStudy(options: StudyOptions, sites: readonly string[]): Promise<StudyDeclaration> {
  const declared = options.study === undefined ? {} : parseStudyFile(await readText(options.study), options.study);
  if (!isRecord(declared)) return checkStudyDeclaration(declared, options.study);
  const { model, n, seed } = options;
  return checkStudyDeclaration(
    {
      ...declared,
      sites: [...sites],
      ...(seed === undefined ? {} : { seed }),
      model: model === undefined ? (declared.model ?? undefined) : otherModel(declared.model, model),
      synthetic: n === undefined ? (declared.synthetic ?? undefined) : laidOver(declared.synthetic, { rows: n }),
    },
    options.study,
  );
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

/** Settings of one generator mean nothing to another: naming another one leaves them behind. */
function otherModel(section: unknown, name: string): unknown {
  const declared = isRecord(section) ? (section.name ?? GENERATOR_NAMES[0]) : undefined;
  return laidOver(section, declared === undefined || declared === name ? { name } : { name, hyperparameters: {} });
}

/** What is no section of settings is left as it is, to be refused with its name. */
function laidOver(section: unknown, options: Record<string, unknown>): unknown {
  if (section === undefined || section === null) return options;
  return isRecord(section) ? { ...section, ...options } : section;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
