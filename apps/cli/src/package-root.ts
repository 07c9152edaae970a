import { existsSync } from 'node:fs';

/** The folder with package.json, whether this file runs from its source or compiled. Ends with a slash. */
export function packageRoot(): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder);
  return folder;
}
