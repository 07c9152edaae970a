import { access, constants, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import { makeFolder } from '#storage/disk/make-folder';

/** Files of a release by name, in the order they are told to the user. */
export type ReleaseFiles = ReadonlyMap<string, string | Uint8Array>;

/** Bytes of the longest name that `writeRelease` can write: folders take 255, and a file is `.NAME.part` at first. */
export const LONGEST_NAME = 249;

/** Makes sure, before anything is computed, that results can be written. Throws CL-IO-002. */
export async function prepareOutputFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    const probe = join(folder, '.cohortloom-probe');
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/**
 * Writes every file beside its place first and moves it there when complete, so that no reader meets half a file. What a
 * full disk or a file in the way keeps out of the folder is saved elsewhere. Throws CL-IO-002, which names that place.
 */
export async function writeRelease(folder: string, files: ReleaseFiles): Promise<void> {
  try {
    await writeFiles(folder, files);
  } catch (cause) {
    throw notWritable(folder, cause, await rescue(files));
  }
}

async function writeFiles(folder: string, files: ReleaseFiles): Promise<void> {
  const part = (name: string) => join(folder, `.${name}.part`);
  try {
    for (const [name, content] of files) await writeFile(part(name), content);
    for (const name of files.keys()) await rename(part(name), join(folder, name));
  } catch (error) {
    await Promise.all([...files.keys()].map((name) => rm(part(name), { force: true }).catch(() => {})));
    throw error;
  }
}

/** Takes files out of a folder, as far as they are there. */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true }).catch(() => {})));
}

/** Hours of training shall not be lost for a folder. Returns where the files are, if anywhere. */
async function rescue(files: ReleaseFiles): Promise<string | undefined> {
  try {
    const folder = await mkdtemp(join(tmpdir(), 'cohortloom-results-'));
    await writeFiles(folder, files);
    return folder;
  } catch {
    return undefined;
  }
}

function notWritable(folder: string, cause: unknown, rescued?: string): CohortloomError {
  const saved = rescued === undefined ? '' : ` The results were saved in ${rescued} instead.`;
  return new CohortloomError('CL-IO-002', {
    what: `The output folder cannot be written to.${saved}`,
    where: { file: folder },
    todo: 'Choose another folder, free some disk space, or change its permissions.',
    cause,
  });
}
