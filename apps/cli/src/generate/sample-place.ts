import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { isNotFound } from '#storage/disk/disk-errors';
import { fileSha256 } from '#storage/disk/file-sha256';
import { readRegularFile } from '#storage/disk/read-regular-file';
import { SAMPLE_FORMAT } from '#study/generate/generate-cohort';
import { isReleaseFile } from '#study/release/file-words';
import { LONGEST_NAME } from '#study/release/output-folder';

/** Where a sample goes: files of one folder, by absolute path. */
export interface SamplePlace {
  readonly folder: string;
  readonly patients: string;
  readonly note: string;
}

/** A note is a few kilobytes, a data dictionary seldom a megabyte. */
const MOST_BYTES = 64 * 2 ** 20;

const noteShape = z.object({ format: z.literal(SAMPLE_FORMAT), sha256: z.string() });
const releaseShape = z.object({ cohortloom: z.object({ synthetic: z.literal(true) }) });

/**
 * The files for a sample, where nothing is lost that isn't a sample itself: a release stays as it was released, and so does
 * any file that `generate` hasn't written or that was changed since. Throws CL-CONF-005, CL-IO-002.
 */
export async function samplePlace(given: string): Promise<SamplePlace> {
  const patients = absolute(given);
  const folder = dirname(patients);
  const note = join(folder, `${basename(patients, extname(patients))}.json`);
  const files = [patients, note];
  if (patients === note) throw misplaced(`--out ${basename(patients)} is the name of the note beside the patients`);
  if (files.some((file) => Buffer.byteLength(basename(file)) > LONGEST_NAME)) {
    throw misplaced(`its name or that of the note beside it is longer than ${LONGEST_NAME} bytes`);
  }
  const found = await Promise.all(files.map(statusOf));
  const subfolder = files.find((_, i) => found[i]?.isDirectory());
  if (subfolder !== undefined) throw misplaced(`${subfolder} is a folder`);
  const taken = files.map((file) => basename(file)).find(isReleaseFile);
  if (taken !== undefined && (await isRelease(folder))) throw misplaced(`${taken} is a file of the release there`);
  const there = files.filter((_, i) => found[i] !== undefined);
  if (there.length > 0 && !(found.every(isPlainFile) && (await isSample(patients, note)))) {
    const names = there.map((file) => basename(file));
    throw misplaced(
      `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} there already, and no sample of before`,
    );
  }
  return { folder, patients, note };
}

/** Throws CL-IO-002 where the working folder is gone. */
function absolute(path: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Of the name itself: a link in its place would be replaced. */
async function statusOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    throw unusable(file, cause);
  }
}

function isPlainFile(found: Stats | undefined): boolean {
  return found?.isFile() ?? false;
}

async function isRelease(folder: string): Promise<boolean> {
  return releaseShape.safeParse(await jsonOf(join(folder, 'datapackage.json'))).success;
}

async function isSample(patients: string, note: string): Promise<boolean> {
  const told = noteShape.safeParse(await jsonOf(note));
  return told.success && told.data.sha256 === (await fileSha256(patients).catch(() => undefined));
}

/** Undefined for what can't be read or is no JSON. */
async function jsonOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readRegularFile(file, MOST_BYTES)));
  } catch {
    return undefined;
  }
}

function misplaced(problem: string): CohortloomError {
  return new CohortloomError('CL-CONF-005', {
    what: `The patients can't be written there: ${problem}.`,
    todo: 'Choose another file with --out, for example --out sample.csv.',
  });
}

function unusable(file: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: "The patients can't be written there.",
    where: { file },
    todo: 'Choose another file with --out, in a folder that is there and that you may write to.',
    cause,
  });
}
