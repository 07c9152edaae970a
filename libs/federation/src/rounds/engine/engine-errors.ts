import { CohortloomError } from '#errors/cohortloom-error';
import type { Slot } from '../ports.ts';

export function notEnrolled(study: string, site: string): CohortloomError {
  return new CohortloomError('CL-CONF-004', {
    what: `The site ${site} is not enrolled in the study ${study}.`,
    where: { study, site },
    todo: "Check the site's name, or add it to the study's sites.",
  });
}

export function mismatch(site: string, { round }: Slot): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `The contribution of ${site} does not have the SHA-256 it was announced with.`,
    where: { site, round },
    todo: 'Send it again; if that fails too, something between site and coordinator alters the data.',
  });
}

export function neverOpened(site: string, { round }: Slot): CohortloomError {
  return new CohortloomError('CL-ROUND-002', {
    what: `The site ${site} sent a contribution to round ${round}, which was never opened here.`,
    where: { site, round },
    todo: "Check that the coordinator runs in the study's own folder; clear the agent's state if the study began anew.",
  });
}

export function interrupted(study: string, round: number): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: `The study was interrupted in round ${round}.`,
    where: { study, round },
    todo: 'Start it again. A coordinator that keeps its rounds on disk goes on where it was; other studies begin anew.',
  });
}

export function asksForSomethingElse(study: string, round: number): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The journal of study ${study} has a round ${round} that asked for something else.`,
    where: { study, round },
    todo: 'Run the same version with the same study file as before, or start in a new folder.',
  });
}

/** A series went past a round of which the journal has no end. */
export function incomplete(study: string, round: number): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The journal of study ${study} lacks the end of round ${round}, although later rounds have closed.`,
    where: { study, round },
    todo: 'Restore the store from a copy.',
  });
}

export function alreadyRunning(round: number): CohortloomError {
  return new CohortloomError('CL-INT-001', {
    what: `A round was started while round ${round} was running.`,
    where: { round },
    todo: 'Report this: it is a defect of the program.',
  });
}

/** Keeps the traces of what went wrong at sites in this process. */
export function withCauses(
  { code, what, where, todo }: CohortloomError,
  causes: readonly CohortloomError[],
): CohortloomError {
  return new CohortloomError(code, {
    what,
    where,
    todo,
    cause: causes.length === 1 ? causes[0] : new AggregateError(causes),
  });
}
