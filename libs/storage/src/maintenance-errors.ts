import { CohortloomError } from '#errors/cohortloom-error';

export function storeMissing(place: string): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: 'There is no store here.',
    where: { file: place },
    todo: 'Check the name of the folder or database.',
  });
}

export function sameStore(place: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: 'The store to be copied to is the one to be copied from.',
    where: { file: place },
    todo: 'Name another folder or database to copy to.',
  });
}

export function studyIsLed(study: string, place: string): CohortloomError {
  return new CohortloomError('CL-CONF-007', {
    what: 'A coordinator runs this study in the store that it should be copied to.',
    where: { study, file: place },
    todo: 'Stop it first, or copy to another store.',
  });
}

export function otherHistory(study: string, place: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: 'The store to be copied to has another history of this study, or a later one.',
    where: { study, file: place },
    todo: 'Copy to a new store. Nothing of this study was changed.',
  });
}

export function interrupted(what: string): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: `The ${what} was interrupted.`,
    todo: 'Run it again: what is done stays done.',
  });
}

export function missingBlob(study: string, sha256: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The study refers to data that are not in the store, with SHA-256 ${sha256}.`,
    where: { study },
    todo: 'Restore the store from a copy.',
  });
}

export function faultOfPlace(place: string, words: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: words,
    where: { file: place },
    todo: 'Restore the store from a copy.',
  });
}
