import { CohortloomError } from '#errors/cohortloom-error';
import type { FailureReason } from '#federation/study-state';

export function declaredOtherwise(study: string, differing: readonly string[]): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The study ${study} in this store was declared otherwise; different now: ${differing.join(', ')}.`,
    where: { study },
    todo: 'Start it with the study file and the data dictionary that it began with, or give a changed study a new name.',
  });
}

export function withdrawn(study: string, reason: string): CohortloomError {
  return new CohortloomError('CL-ROUND-008', {
    what: `The study ${study} was withdrawn: ${reason}`,
    where: { study },
    todo: 'Nothing more is asked of the sites. Ask the consortium before anything is started again, under a new name.',
  });
}

export function interrupted(study: string): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: 'The study was interrupted before its release was written.',
    where: { study },
    todo: 'Start the coordinator again to go on with it.',
  });
}

/** The study has ended with this under the coordinator that led it before. */
export function failedBefore(study: string, { code, what }: FailureReason): CohortloomError {
  return new CohortloomError(code, {
    what: `The study ${study} has failed under another coordinator: ${what}`,
    where: { study },
    todo: 'Mend what that coordinator says, then start one again: the study goes on where it failed.',
  });
}
