import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import type { EngineChoice } from '#compute/engine/select-engine';
import { prepareOutputFolder } from '#study/release/output-folder';
import { readDictionary } from '#tabular/dictionary-reading';
import { addEngineOption } from '../options/engine-options.ts';
import { wholeNumber } from '../options/numbers.ts';
import { addStudyOptions, type StudyOptions } from '../options/study-options.ts';
import { packageRoot } from '../package-root.ts';
import type { CommandContext } from '../run-program.ts';
import { type SimulationOptions, simulateAndCompare } from '../study/simulate-and-compare.ts';
import { readSimulatedSites } from '../study/simulated-sites.ts';

interface SimulateOptions extends StudyOptions {
  readonly sites?: number;
  readonly table: string;
  readonly dictionary: string;
  readonly siteColumn?: string;
  readonly sizes: 'equal' | 'skewed';
  readonly pooled: boolean;
  readonly out: string;
  readonly engine?: EngineChoice;
}

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
  addEngineOption(addStudyOptions(command)).action((options: SimulateOptions) => simulate(options, context));
}

async function simulate(options: SimulateOptions, { signal }: CommandContext): Promise<void> {
  const output = resolve(options.out);
  await prepareOutputFolder(output);
  const dictionary = await readDictionary(options.dictionary);
  const tables = await readSimulatedSites(options, dictionary);
  const simulation: SimulationOptions = {
    study: options,
    dictionary,
    tables,
    engine: { threads: 2, ...options.engine },
    signal,
    output: join(output, 'federated'),
    pooledOutput: options.pooled ? join(output, 'pooled') : undefined,
  };
  await simulateAndCompare(simulation);
}
