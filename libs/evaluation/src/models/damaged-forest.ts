import { CohortloomError } from '#errors/cohortloom-error';

/** Of bytes that come from elsewhere and are no forest. */
export function damagedForest(reason: string): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `A random forest can't be read: ${reason}.`,
    todo: 'Check that coordinator and site have the same data dictionary and version.',
  });
}
