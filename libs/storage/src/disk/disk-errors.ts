import { CohortloomError } from '#errors/cohortloom-error';

export function notWritable(path: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: 'The study can not be saved to its folder.',
    where: { file: path },
    todo: 'Check that the folder exists, is writable and that the disk is not full; then resume the study.',
    cause,
  });
}

export function damagedFile(path: string, line?: number, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'A file of the study is damaged.',
    where: { file: path, line },
    todo: 'The disk or a program has altered it: restore the folder from a copy.',
    cause,
  });
}

/** Nothing is there: no such file, or a file where a folder of its path should be. */
export function isNotFound(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ENOENT' || error.code === 'ENOTDIR';
}
