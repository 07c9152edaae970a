import { CohortloomError } from '#errors/cohortloom-error';

const FIT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A study's id as it names a file: letters, digits, `.`, `_`, `-`. Throws CL-CONF-001 for anything else. */
export function fileNameOf(study: string): string {
  if (isFileName(study)) return study;
  throw new CohortloomError('CL-CONF-001', {
    what: 'The name of the study is not fit for a file name.',
    todo: 'Use letters, digits, dots, underscores and hyphens, up to 128, beginning with a letter or digit.',
  });
}

export function isFileName(text: string): boolean {
  return FIT.test(text);
}
