import { CohortloomError } from '#errors/cohortloom-error';
import type { RoundSpec, RoundState } from './round-state.ts';

export function notAMember(spec: RoundSpec, site: string): CohortloomError {
  return new CohortloomError('CL-CONF-004', {
    what: `The site ${site} is not a member of round ${spec.round}.`,
    where: { study: spec.study, site, round: spec.round },
    todo: 'A site that connects during a round takes part from the next one; otherwise enrol it in the study.',
  });
}

export function filledByAnother({ study, round }: { study: string; round: number }, site: string): CohortloomError {
  return new CohortloomError('CL-ROUND-003', {
    what: `The site ${site} sent a second, different contribution to a round that has already counted its first.`,
    where: { study, site, round },
    todo: 'Make sure that only one agent runs for this site and that its table did not change during the round.',
  });
}

export function quorumMissed({ spec }: RoundState, silent: readonly string[]): CohortloomError {
  const { quorum, quorumDeadline } = spec.policy;
  return new CohortloomError('CL-ROUND-001', {
    what: `Round ${spec.round} needs contributions of ${quorum} sites; nothing came from ${silent.join(', ')} for ${quorumDeadline / 1000} s.`,
    where: { study: spec.study, round: spec.round },
    todo: 'Restart the agents of these sites, or lower the quorum, and resume the study: what has arrived is kept.',
  });
}

export function tooManyFailed(state: RoundState, failed: readonly string[]): CohortloomError {
  const { study, round, policy } = state.spec;
  const reasons = failed
    .map((site) => {
      const failure = state.members.get(site)?.failure;
      return `${site}: ${failure?.code} ${failure?.what}`;
    })
    .join(' ');
  return new CohortloomError('CL-ROUND-005', {
    what: `Round ${round} can't reach its quorum of ${policy.quorum} because sites failed. ${reasons}`,
    where: { study, round },
    todo: "See these sites' own logs for the reason, mend it and resume the study: what has arrived is kept.",
  });
}
