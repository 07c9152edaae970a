import { CohortloomError } from '#errors/cohortloom-error';

export function studyTaken(study: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `A study named ${study} exists already.`,
    where: { study },
    todo: 'Choose another name, or resume the study that is there.',
  });
}

export function studyUnknown(study: string): CohortloomError {
  return new CohortloomError('CL-CONF-008', {
    what: `No study is named ${study}.`,
    where: { study },
    todo: 'List the studies to see their names.',
  });
}

export function studyChanged(study: string): CohortloomError {
  return new CohortloomError('CL-CONF-009', {
    what: `The study ${study} was changed by another process in the meantime.`,
    where: { study },
    todo: 'Make sure that only one coordinator runs this study, then try again.',
  });
}
