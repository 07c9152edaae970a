import { failedSites, filledSites, latestAdvance, pendingSites, type RoundState } from './round-state.ts';

/** What the closing rule says of an open round at some moment. */
export type Decision =
  | { readonly type: 'close' }
  | { readonly type: 'fail'; readonly code: 'CL-ROUND-001' | 'CL-ROUND-005'; readonly sites: readonly string[] }
  | { readonly type: 'wait'; readonly sites: readonly string[]; readonly until: number; readonly hasQuorum: boolean };

/**
 * A round closes when it has its quorum and nobody left to wait for: everyone else has contributed, failed, or not
 * advanced for `progressTimeout`. Short of the quorum it waits for all until nobody has advanced for `quorumDeadline`;
 * when too many have failed for the quorum to be reached, it ends at once.
 */
export function decide(state: RoundState, now: number): Decision {
  const { quorum, quorumDeadline } = state.spec.policy;
  const filled = filledSites(state).length;
  const pending = pendingSites(state);
  if (filled >= quorum) return decideWithQuorum(state, now);
  if (filled + pending.length < quorum) return { type: 'fail', code: 'CL-ROUND-005', sites: failedSites(state) };
  const until = latestAdvance(state) + quorumDeadline;
  if (now >= until) return { type: 'fail', code: 'CL-ROUND-001', sites: pending };
  return { type: 'wait', sites: pending, until, hasQuorum: false };
}

function decideWithQuorum(state: RoundState, now: number): Decision {
  const awaited = awaitedSites(state, now);
  if (awaited.length === 0) return { type: 'close' };
  const until = Math.max(...awaited.map((site) => silentFrom(state, site)));
  return { type: 'wait', sites: awaited, until, hasQuorum: true };
}

/** Pending sites that aren't silent. */
function awaitedSites(state: RoundState, now: number): string[] {
  return pendingSites(state).filter((site) => state.members.get(site)?.awaited && now < silentFrom(state, site));
}

function silentFrom(state: RoundState, site: string): number {
  return (state.members.get(site)?.lastAdvance ?? state.openedAt) + state.spec.policy.progressTimeout;
}
