import { CohortloomError } from '#errors/cohortloom-error';
import type { FailureReason, StudyState } from '#federation/study-state';
import type { StudyRequest } from './study-document.ts';

/** What a person asks for, of a study. */
const ASKED: Readonly<Record<StudyRequest['type'], string>> = {
  pause: 'paused',
  resume: 'resumed',
  withdraw: 'withdrawn',
};

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

/** Whoever leads the study had come too far, or was asked for something else, when it came to this request. */
export function notDone(study: string, request: StudyRequest, { name }: StudyState): CohortloomError {
  return new CohortloomError('CL-CONF-007', {
    what: `The study ${study} was not ${ASKED[request.type]}: it is ${name === 'review' ? 'in review' : name} by now.`,
    where: { study },
    todo: TODO_WHEN_LATE[name] ?? '`cohortloom study show` says where it stands; ask again if that is still wanted.',
  });
}

const TODO_WHEN_LATE: Partial<Record<StudyState['name'], string>> = {
  review: 'Its release is being written; now it can only be withdrawn.',
  released:
    'Its release is written: ask whoever has it not to use it, and delete it from the folders of its coordinators.',
};

export function notAnswered(study: string, request: StudyRequest, leader = 'another process'): CohortloomError {
  return new CohortloomError('CL-ROUND-009', {
    what: `The study ${study} is not ${ASKED[request.type]} yet: the coordinator ${leader}, which leads it, has been asked to but has not answered.`,
    where: { study },
    todo: 'The request stays open: `cohortloom study show` says whether it is done. Look whether that coordinator still runs, and repeat this.',
  });
}
