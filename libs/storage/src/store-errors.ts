import { CohortloomError } from '#errors/cohortloom-error';

export function newerStore(place: string, version: number, known: number): CohortloomError {
  return new CohortloomError('CL-IO-005', {
    what: `The store has version ${version}; this release knows versions up to ${known}.`,
    where: { file: place },
    todo: 'Use the release that wrote it, or a newer one. Nothing was changed.',
  });
}

export function foreignStore(place: string, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'This is not a store of this program, or it is damaged.',
    where: { file: place },
    todo: 'Check the name of the store, or restore it from a copy. Nothing was changed.',
    cause,
  });
}

/** Of a database that is empty or gone, beside contributions that it must have known. */
export function lostStore(place: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'The database of the store is empty, although contributions are kept beside it: it has been lost.',
    where: { file: place },
    todo: 'Restore the file from a copy. To begin anew, name another folder, or move this one away. Nothing was deleted.',
  });
}

/** Of a database whose last changes are in its log, which can't be read without writing beside it. */
export function leftInUse(place: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: 'The store was not closed by the last process that used it, and can not be read where nothing may be written.',
    where: { file: place },
    todo: 'Copy its whole folder to where it can be written, and use it there. Nothing is known to be damaged.',
    cause,
  });
}

export function storeBusy(place: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-006', {
    what: 'Another process holds the lock of the store.',
    where: { file: place },
    todo: 'End the process that writes there, or wait for it; then try again.',
    cause,
  });
}
