import { CohortloomError } from '#errors/cohortloom-error';

/** Path of each site's table by site name. */
export type SiteTables = ReadonlyMap<string, string>;

/** Collects `--site name=path` options. Throws CL-CONF-005. */
export function collectSiteTable(option: string, known: SiteTables = new Map()): SiteTables {
  const separator = option.indexOf('=');
  const name = option.slice(0, separator);
  const path = option.slice(separator + 1);
  if (separator < 1 || path === '') {
    throw new CohortloomError('CL-CONF-005', {
      what: `--site ${option} is not of the form NAME=FILE.`,
      todo: 'Write for example --site munich=munich.csv.',
    });
  }
  if (known.has(name)) {
    throw new CohortloomError('CL-CONF-003', {
      what: `Two sites are named ${name}.`,
      todo: 'Give every --site a name of its own.',
    });
  }
  return new Map([...known, [name, path]]);
}
