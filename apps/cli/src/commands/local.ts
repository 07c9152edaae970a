import type { Command } from 'commander';
import { CohortloomError } from '#errors/cohortloom-error';
import { addEngineOption } from '../options/engine-options.ts';
import { collectSiteTable, type SiteTables } from '../options/site-tables.ts';
import { addStudyOptions, type StudyOptions } from '../options/study-options.ts';
import type { CommandContext } from '../run-program.ts';
import type { EngineChoice } from '#compute/engine/select-engine';

interface LocalOptions extends StudyOptions {
  readonly site?: SiteTables;
  readonly dictionary: string;
  readonly out: string;
  readonly engine?: EngineChoice;
}

export function addLocalCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('local')
    .description('run a whole study on this machine: one coordinator and an agent process per site')
    .option('--site <name=file>', 'a site and its table (CSV); once per site', collectSiteTable)
    .requiredOption('--dictionary <file>', 'data dictionary (datapackage.json)')
    .requiredOption('--out <folder>', 'where the results go');
  addEngineOption(addStudyOptions(command)).action((options: LocalOptions) => startLocalStudy(options, context));
}

async function startLocalStudy(options: LocalOptions, { signal }: CommandContext): Promise<void> {
  const tables = options.site;
  if (tables === undefined) {
    throw new CohortloomError('CL-CONF-005', {
      what: 'No site is named.',
      todo: 'Name each with --site NAME=FILE.',
    });
  }
  const { runLocalStudy } = await import('../study/local-study.ts');
  const { declareStudy } = await import('../options/declare-study.ts');
  await runLocalStudy({
    tables,
    declaration: await declareStudy(options, [...tables.keys()]),
    dictionaryFile: options.dictionary,
    output: options.out,
    engine: options.engine ?? {},
    signal,
  });
}
