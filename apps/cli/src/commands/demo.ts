import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { addStudyOptions, type StudyOptions } from '../options/study-options.ts';
import { packageRoot } from '../package-root.ts';
import type { CommandContext } from '../run-program.ts';

interface DemoOptions extends StudyOptions {
  readonly out: string;
}

/** The sites of the bundled sample cohort; each has a file of its name. */
const SITES = ['a', 'b', 'c'];

export function addDemoCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('demo')
    .description('run a study on the bundled sample cohort: one coordinator, three site agents, about two minutes')
    .option('--out <folder>', 'where the results go', 'cohortloom-out/demo');
  addStudyOptions(command).action((options: DemoOptions) => runDemo(options, context));
}

async function runDemo(options: DemoOptions, { signal }: CommandContext): Promise<void> {
  const sample = (name: string) => fileURLToPath(new URL(`samples/aml/${name}`, packageRoot()));
  const { runLocalStudy } = await import('../study/local-study.ts');
  const { declareStudy } = await import('../options/declare-study.ts');
  await runLocalStudy({
    tables: new Map(SITES.map((site) => [site, sample(`${site}.csv`)])),
    declaration: await declareStudy({ ...options, study: options.study ?? sample('study.yaml') }, SITES),
    dictionaryFile: sample('datapackage.json'),
    output: options.out,
    engine: {},
    signal,
  });
}
