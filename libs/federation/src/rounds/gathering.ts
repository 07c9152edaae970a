import { CohortloomError } from '#errors/cohortloom-error';
import type { RoundPolicy } from './policy.ts';
import type { Wait } from './status.ts';

/** Before a round opens: who is there, and who is worth waiting for. */
export interface Gathering {
  readonly study: string;
  readonly round: number;
  readonly sites: readonly string[];
  readonly connected: ReadonlySet<string>;
  /** Sites that took part so far; in the first round all. The opening waits `gatherTimeout` for those not connected. */
  readonly expected: ReadonlySet<string>;
  readonly startedAt: number;
  /** When the last site connected or left; at first `startedAt`. */
  readonly changedAt: number;
  readonly policy: RoundPolicy;
}

export type GatheringDecision =
  | { readonly type: 'open'; readonly members: readonly string[] }
  | { readonly type: 'wait'; readonly wait: Wait }
  | { readonly type: 'fail'; readonly error: CohortloomError };

/**
 * A round opens with all connected sites as soon as no expected one is missing, or, with the quorum there, after
 * `gatherTimeout`. Without the quorum it waits until nothing has changed for `quorumDeadline`.
 */
export function decideGathering(gathering: Gathering, now: number): GatheringDecision {
  const { sites, connected, expected, startedAt, changedAt, policy } = gathering;
  const members = sites.filter((site) => connected.has(site));
  const hasQuorum = members.length >= policy.quorum;
  const missing = sites.filter((site) => !connected.has(site) && (expected.has(site) || !hasQuorum));
  const until = hasQuorum ? startedAt + policy.gatherTimeout : changedAt + policy.quorumDeadline;
  if (hasQuorum && (missing.length === 0 || now >= until)) return { type: 'open', members };
  if (now >= until) return { type: 'fail', error: nobodyCame(gathering, missing) };
  return { type: 'wait', wait: describe(gathering, missing, until, hasQuorum) };
}

function describe(gathering: Gathering, missing: readonly string[], until: number, hasQuorum: boolean): Wait {
  return {
    what: `sites to connect: ${missing.join(', ')}`,
    sites: missing,
    since: hasQuorum ? gathering.startedAt : gathering.changedAt,
    until,
    ending: hasQuorum
      ? 'the round opens with the sites that are connected'
      : `the round ends with CL-ROUND-001, because its quorum is ${gathering.policy.quorum}`,
  };
}

function nobodyCame({ study, round, policy }: Gathering, missing: readonly string[]): CohortloomError {
  return new CohortloomError('CL-ROUND-001', {
    what: `Round ${round} needs ${policy.quorum} sites; not connected: ${missing.join(', ')}.`,
    where: { study, round },
    todo: 'Start the agents of these sites, or lower the quorum, and resume the study.',
  });
}
