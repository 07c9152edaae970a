import { decide } from './closing-rule.ts';
import { filledSites, latestAdvance, type RoundState } from './round-state.ts';
import type { Wait } from './status.ts';

/** What an open round waits for, since when, and what will end it; undefined when it waits for nothing. */
export function describeWait(state: RoundState, now: number): Wait | undefined {
  if (state.phase !== 'open') return undefined;
  const decision = decide(state, now);
  if (decision.type !== 'wait') return undefined;
  const { sites, until, hasQuorum } = decision;
  const filled = filledSites(state).length;
  const { quorum } = state.spec.policy;
  return {
    what: `contributions of ${sites.join(', ')} (${filled} of ${state.spec.members.length} have arrived)`,
    sites,
    since: latestAdvance(state),
    until,
    ending: hasQuorum
      ? 'whoever has not advanced by then is left out, and the round closes with what it has'
      : `the round ends with CL-ROUND-001, because its quorum is ${quorum}`,
  };
}
