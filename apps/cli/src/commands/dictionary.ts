import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CohortloomError } from '#errors/cohortloom-error';
import { toDataPackage } from '#tabular/dictionary-writing';
import { inferDictionary } from '#tabular/infer/infer-dictionary';
import { wholeNumber } from '../options/numbers.ts';

interface InferCommandOptions {
  readonly out: string;
  readonly name?: string;
  readonly minimumCellSize?: number;
}

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
    .action(inferFrom);
}

async function inferFrom(tables: string[], options: InferCommandOptions): Promise<void> {
  const { dictionary, notes } = await inferDictionary(tables, options);
  const draft = `${JSON.stringify(toDataPackage(dictionary), null, 2)}\n`;
  try {
    await writeFile(options.out, draft, { flag: 'wx' });
  } catch (cause) {
    throw new CohortloomError('CL-IO-002', {
      what: 'The draft cannot be written, or a file of that name exists already.',
      where: { file: options.out },
      todo: 'Choose another file with --out, or move the old one away.',
      cause,
    });
  }
  process.stdout.write(
    `${options.out}: ${dictionary.fields.length} columns. Read it through before sites agree on it:\n`,
  );
  for (const note of notes) process.stdout.write(`  - ${note}\n`);
}
