import { CohortloomError } from '#errors/cohortloom-error';
import { garbledUrl, namesFolder } from '#storage/open-stores';
import { readText } from '../options/read-text.ts';
import { FILE_SIGN } from './store-variable.ts';

const WITH_PASSWORD = /^\s*mongodb(?:\+srv)?:\/*[^:@]*:.*@/is;

/**
 * The URL of a store: what was named, or the only line of the file that `@FILE` names.
 * @throws CL-IO-001 when the file can't be read, CL-CONF-001 when it doesn't hold one line or FILE is itself a URL
 */
export async function storeUrlOf(named: string): Promise<string> {
  if (!named.startsWith(FILE_SIGN)) return named;
  const file = named.slice(FILE_SIGN.length);
  if (!namesFolder(file)) throw garbledUrl();
  const lines = (await readText(file)).split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 1) return lines[0].trim();
  throw new CohortloomError('CL-CONF-001', {
    what: 'The file does not hold the URL of one store.',
    where: { file },
    todo: 'Write the URL on a line of its own, and nothing else.',
  });
}

/** Whether one of a command's arguments is this URL with its password, for all to see in the list of processes. */
export function showsPassword(url: string, commandLine: readonly string[]): boolean {
  return WITH_PASSWORD.test(url) && commandLine.some((argument) => argument.endsWith(url));
}
