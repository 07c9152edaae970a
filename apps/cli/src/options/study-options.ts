import type { Command } from 'commander';
import { GENERATOR_NAMES } from '#generators/generator-names';
import { wholeNumber } from './numbers.ts';

/** Options that every command has which declares a study on the command line. */
export interface StudyOptions {
  readonly study?: string;
  /** One name, or several with commas between them. */
  readonly model?: string;
  readonly seed?: string;
  readonly n?: number;
}

export function addStudyOptions(command: Command): Command {
  return command
    .option('--study <file>', "the study's declaration (YAML); the options below go before it")
    .option(
      '--model <names>',
      `generator to train, or up to three to compare, with commas between them (${GENERATOR_NAMES.join(', ')})`,
    )
    .option('--seed <text>', 'study seed')
    .option(
      '--n <count>',
      'rows of the synthetic cohort (default: as many as there are training rows)',
      wholeNumber('--n', 1),
    );
}
