import { writeFile } from 'node:fs/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import { toDataPackage } from '#tabular/dictionary-writing';
import { inferDictionary } from '#tabular/infer/infer-dictionary';

/** What the command line says of a draft. */
export interface DraftOptions {
  readonly out: string;
  readonly name?: string;
  readonly minimumCellSize?: number;
}

/** Drafts a dictionary from tables into a file that isn't there yet. Throws CL-IO-002, and what reading a table throws. */
export async function inferDraft(tables: string[], options: DraftOptions): Promise<void> {
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
