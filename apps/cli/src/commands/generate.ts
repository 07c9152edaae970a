import type { Command } from 'commander';
import { MOST_ROWS } from '#study/most-rows';
import type { GenerateOptions } from '../generate/generate-patients.ts';
import { addEngineOption } from '../options/engine-options.ts';
import { wholeNumber } from '../options/numbers.ts';
import type { CommandContext } from '../run-program.ts';

export function addGenerateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('generate')
    .description("sample synthetic patients from a study's released model, under conditions if you like")
    .argument('<release>', 'the folder of a release')
    .requiredOption('--rows <count>', 'number of synthetic patients', wholeNumber('--rows', 1, MOST_ROWS))
    .option(
      '--given <name=value>',
      'condition that every patient meets: arm=Control, age=60..70, age=60.., marker=missing; once per column',
      collect,
      [],
    )
    .option('--seed <text>', 'seed of the sample: the same seed gives the same patients', '1')
    .requiredOption('--out <file>', 'where the patients go (CSV), with a note beside it (JSON)');
  addEngineOption(command).action(async (release: string, options: GenerateOptions) => {
    const { generatePatients } = await import('../generate/generate-patients.ts');
    await generatePatients(release, options, context);
  });
}

function collect(value: string, known: readonly string[]): readonly string[] {
  return [...known, value];
}
