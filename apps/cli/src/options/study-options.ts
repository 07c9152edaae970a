import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CohortloomError } from '#errors/cohortloom-error';
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
  const declared = options.study === undefined ? {} : parseStudyFile(await readText(options.study), options.study);
  if (!isRecord(declared)) return checkStudyDeclaration(declared, options.study);
  const { model, n, seed } = options;
  return checkStudyDeclaration(
    {
      ...declared,
      sites: [...sites],
      ...(seed === undefined ? {} : { seed }),
      model: model === undefined ? (declared.model ?? undefined) : laidOver(declared.model, { name: model }),
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

/** What is no section of settings is left as it is, to be refused with its name. */
function laidOver(section: unknown, options: Record<string, unknown>): unknown {
  if (section === undefined || section === null) return options;
  return isRecord(section) ? { ...section, ...options } : section;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
