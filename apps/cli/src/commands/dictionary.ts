import type { Command } from 'commander';
import type { DraftOptions } from '../dictionary/infer-draft.ts';
import { wholeNumber } from '../options/numbers.ts';

export function addDictionaryCommand(program: Command): void {
  program
    .command('dictionary')
    .description('work with data dictionaries')
    .command('infer')
    .description('draft a data dictionary from tables, to be edited by a person')
    .argument('<tables...>', 'CSV files with the same columns')
    .option('--out <file>', 'where the draft goes', 'datapackage.json')
    .option('--name <name>', 'name of the dictionary')
    .option(
      '--minimum-cell-size <count>',
      "states that fewer rows have aren't written (default: 5)",
      wholeNumber('--minimum-cell-size', 1),
    )
    .action(async (tables: string[], options: DraftOptions) => {
      const { inferDraft } = await import('../dictionary/infer-draft.ts');
      await inferDraft(tables, options);
    });
}
