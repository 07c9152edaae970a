import { CohortloomError } from '#errors/cohortloom-error';

export function leadLost(study: string): CohortloomError {
  return new CohortloomError('CL-ROUND-007', {
    what: `Another coordinator leads the study ${study}.`,
    where: { study },
    todo: 'Nothing more was written. Leave the study to the other coordinator, or stop that one and start this again.',
  });
}
