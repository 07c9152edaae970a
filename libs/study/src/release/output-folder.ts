import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';

/** Files of a release by name, in the order they are told to the user. */
export type ReleaseFiles = ReadonlyMap<string, string | Uint8Array>;

/** Makes sure, before anything is computed, that results can be written. Throws CL-IO-002. */
export async function prepareOutputFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const probe = join(folder, '.cohortloom-probe');
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** Writes every file beside its place first and moves it there when complete, so that no reader meets half a file. */
export async function writeRelease(folder: string, files: ReleaseFiles): Promise<void> {
  try {
    for (const [name, content] of files) await writeFile(join(folder, `.${name}.part`), content);
    for (const name of files.keys()) await rename(join(folder, `.${name}.part`), join(folder, name));
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

function notWritable(folder: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: 'The output folder cannot be written to.',
    where: { file: folder },
    todo: 'Choose another folder, free some disk space, or change its permissions.',
    cause,
  });
}
