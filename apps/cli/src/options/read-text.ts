import { readFile } from 'node:fs/promises';
import { CohortloomError } from '#errors/cohortloom-error';

/** A file that the command line names. Throws CL-IO-001. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'The file cannot be read.',
      where: { file: path },
      todo: 'Check that the file exists and that you may read it.',
      cause,
    });
  }
}
