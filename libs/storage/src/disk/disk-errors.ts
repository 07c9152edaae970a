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

/** What reading a file or folder has thrown → what a user is told: what may not be read is not damaged for that. */
export function notRead(path: string, cause: unknown): CohortloomError {
  return isForbidden(cause) ? notReadable(path, cause) : damagedFile(path, undefined, cause);
}

export function notReadable(path: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: 'The user who runs this program may not read this.',
    where: { file: path },
    todo: 'Give that user the permission to read it, or run the program as another user.',
    cause,
  });
}

export function isForbidden(error: unknown): boolean {
  return codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
}

/** Nothing is there: no such file, or a file where a folder of its path should be. */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
