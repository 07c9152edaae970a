import { type Command, Option } from 'commander';
import { CohortloomError } from '#errors/cohortloom-error';
import type { MetricMode } from '#evaluation/metrics/metric-mode';
import { type CohortFile, collectCohortFile } from '../options/cohort-files.ts';
import { wholeNumber } from '../options/numbers.ts';
import type { CommandContext } from '../run-program.ts';

interface EvaluateOptions {
  readonly real: string;
  readonly test?: string;
  readonly synthetic?: readonly CohortFile[];
  readonly dictionary: string;
  readonly out: string;
  readonly seed: string;
  readonly mode: MetricMode;
  readonly minimumCellSize?: number;
  readonly title?: string;
}

export function addEvaluateCommand(program: Command, context: CommandContext): void {
  program
    .command('evaluate')
    .description('compare synthetic cohorts, whoever made them, with the real patients; all rows stay on this machine')
    .requiredOption('--real <file>', 'the patients that the cohorts were made from (CSV)')
    .option('--test <file>', 'patients that no generator has seen (CSV): needed to judge privacy and prediction')
    .option(
      '--synthetic <file>',
      'a synthetic cohort (CSV), or LABEL=FILE; once per cohort, up to three',
      collectCohortFile,
    )
    .requiredOption('--dictionary <file>', 'data dictionary (datapackage.json)')
    .requiredOption('--out <folder>', 'where the report goes')
    .option('--title <text>', 'title of the report')
    .option('--seed <text>', 'seed of everything drawn at random', '1')
    .addOption(
      new Option('--mode <kind>', 'definitions of the scores: as they should be, or as published')
        .choices(['correct', 'reference'])
        .default('correct'),
    )
    .option(
      '--minimum-cell-size <count>',
      "counts of patients below this are suppressed (default: the dictionary's); 1 shows all",
      wholeNumber('--minimum-cell-size', 1),
    )
    .action((options: EvaluateOptions) => evaluate(options, context));
}

async function evaluate(options: EvaluateOptions, { signal }: CommandContext): Promise<void> {
  const { synthetic } = options;
  if (synthetic === undefined) {
    throw new CohortloomError('CL-CONF-005', {
      what: 'No synthetic cohort is named.',
      todo: 'Name one or more with --synthetic FILE.',
    });
  }
  const { runEvaluation } = await import('../evaluation/run-evaluation.ts');
  await runEvaluation({ ...options, synthetic, output: options.out, signal });
}
