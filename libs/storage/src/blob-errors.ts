import { CohortloomError } from '#errors/cohortloom-error';

export function unknownBlob(sha256: string): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: `No stored data have the SHA-256 ${sha256}.`,
    todo: "Check that this is the study's own folder and that nothing was deleted from it.",
  });
}

/** @param place the store, where it is one of several */
export function damagedBlob(sha256: string, cause?: unknown, place?: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `Stored data no longer have their SHA-256 ${sha256}.`,
    where: { file: place },
    todo: 'The disk or a program has altered them: restore the folder from a copy.',
    cause,
  });
}

export function uploadDamaged(): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: 'What has arrived does not have the size and SHA-256 it was announced with.',
    todo: 'Send it again from the start.',
  });
}

export function uploadTooLong(): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: 'More bytes arrived than were announced.',
    todo: 'Send it again from the start.',
  });
}
