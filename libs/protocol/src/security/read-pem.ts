import { readFile } from 'node:fs/promises';
import { CohortloomError } from '#errors/cohortloom-error';

/** A certificate or key file of a `tls` section. Throws CL-IO-001. */
export async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new CohortloomError('CL-IO-001', {
      what: 'A certificate or key file cannot be read.',
      where: { file },
      todo: 'Check the path in the section tls, and that this user may read the file.',
      cause,
    });
  }
}
