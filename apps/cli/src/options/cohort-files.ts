import { basename, extname } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';

/** A synthetic cohort to be evaluated. */
export interface CohortFile {
  readonly label: string;
  readonly file: string;
}

/** Reports have three colours for synthetic cohorts. */
const MOST_COHORTS = 3;

/**
 * Collects `--synthetic FILE` or `--synthetic LABEL=FILE`; the label is by default the file's name without its ending. What
 * holds a slash before the first = is a path: no label. Throws CL-CONF-005.
 */
export function collectCohortFile(option: string, known: readonly CohortFile[] = []): readonly CohortFile[] {
  const separator = /^[^/\\]*=/.test(option) ? option.indexOf('=') : -1;
  const file = option.slice(separator + 1);
  const label = separator > 0 ? option.slice(0, separator) : basename(file, extname(file));
  if (file === '' || label === '') {
    throw new CohortloomError('CL-CONF-005', {
      what: `--synthetic ${option} names no file.`,
      todo: 'Write --synthetic FILE, or --synthetic LABEL=FILE to name the cohort in the report.',
    });
  }
  if (known.length === MOST_COHORTS) {
    throw new CohortloomError('CL-CONF-005', {
      what: `More than ${MOST_COHORTS} synthetic cohorts are named.`,
      todo: `Compare up to ${MOST_COHORTS} at a time.`,
    });
  }
  if (known.some((cohort) => cohort.label === label)) {
    throw new CohortloomError('CL-CONF-005', {
      what: `Two synthetic cohorts are called ${label}.`,
      todo: 'Give each a label of its own: --synthetic LABEL=FILE.',
    });
  }
  return [...known, { label, file }];
}
