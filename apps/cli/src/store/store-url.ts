import { stat } from 'node:fs/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import { garbledUrl, namesFolder } from '#storage/open-stores';
import { readText } from '../options/read-text.ts';
import { FILE_SIGN } from './store-variable.ts';

/** Of a file with a URL, bytes. */
const MAX_SIZE = 65_536;

const WITH_PASSWORD = /^\s*mongodb(?:\+srv)?:\/*[^:@]*:.*@/is;

/**
 * The URL of a store: what was named, or the only line of the file that `@FILE` names.
 * @throws CL-IO-001 when the file can't be read, CL-CONF-001 when it is no regular file, doesn't hold one line, or FILE is itself a URL
 */
export async function storeUrlOf(named: string): Promise<string> {
  if (!named.startsWith(FILE_SIGN)) return named;
  const file = named.slice(FILE_SIGN.length);
  if (!namesFolder(file)) throw garbledUrl();
  await refuseUnfit(file);
  const lines = (await readText(file)).split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 1) return lines[0].trim();
  throw noUrl(file, 'The file does not hold the URL of one store.');
}

/** Reading what is no file may never end. One that isn't there is for the reading to tell. */
async function refuseUnfit(file: string): Promise<void> {
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isFile()) throw noUrl(file, 'What should hold the URL of a store is not a regular file.');
  if (stats.size > MAX_SIZE)
    throw noUrl(file, `The file is larger than the ${MAX_SIZE} bytes that the URL of a store may have.`);
}

function noUrl(file: string, what: string): CohortloomError {
  const todo = 'Write the URL into a file, on a line of its own, and nothing else.';
  return new CohortloomError('CL-CONF-001', { what, where: { file }, todo });
}

/** Whether one of a command's arguments is this URL with its password, for all to see in the list of processes. */
export function showsPassword(url: string, commandLine: readonly string[]): boolean {
  return WITH_PASSWORD.test(url) && commandLine.some((argument) => argument.endsWith(url));
}
