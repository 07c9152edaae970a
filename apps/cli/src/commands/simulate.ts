import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { addEngineOption } from '../options/engine-options.ts';
import { wholeNumber } from '../options/numbers.ts';
import { addStudyOptions } from '../options/study-options.ts';
import { packageRoot } from '../package-root.ts';
import type { CommandContext } from '../run-program.ts';
import type { SimulateOptions } from '../study/simulate-table.ts';

const SAMPLE = (name: string) => fileURLToPath(new URL(`samples/aml/${name}`, packageRoot()));

export function addSimulateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('simulate')
    .description(
      'split one table into sites and run a study among them in this process, to learn what federation costs',
    )
    .option('--sites <count>', 'number of sites to split the rows into at random', wholeNumber('--sites', 1))
    .option('--site-column <name>', "column of the table that names each row's site, instead of a random split")
    .addOption(new Option('--sizes <kind>', 'sizes of random sites').choices(['skewed', 'equal']).default('skewed'))
    .option('--table <file>', 'the pooled table (CSV)', SAMPLE('a.csv'))
    .option('--dictionary <file>', 'data dictionary', SAMPLE('datapackage.json'))
    .option('--pooled', 'train on the pooled rows as well and show both', false)
    .option('--out <folder>', 'where the results go', 'cohortloom-out/simulation');
  addEngineOption(addStudyOptions(command)).action(async (options: SimulateOptions) => {
    const { simulateTable } = await import('../study/simulate-table.ts');
    await simulateTable(options, context);
  });
}
