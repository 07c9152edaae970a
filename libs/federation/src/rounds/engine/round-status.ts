import { describeWait } from '../describe-wait.ts';
import type { MemberState, RoundState } from '../round-state.ts';
import type { RoundStatus, SiteStatus, Wait } from '../status.ts';
import type { Presence } from './presence.ts';

export interface StatusSources {
  readonly now: number;
  readonly sites: readonly string[];
  readonly presence: Presence;
  /** The round that runs next, or is running. */
  readonly round: number;
  /** Set while a round waits for sites to connect. */
  readonly gathering: Wait | undefined;
  /** Set while a closed gate holds the next round or exchange back. */
  readonly pause: Wait | undefined;
  /** The open exchange, or the one that closed last. */
  readonly state: RoundState | undefined;
}

export function statusOf({ now, sites, presence, round, gathering, pause, state }: StatusSources): RoundStatus {
  const siteStates = sites.map((site) => siteStatus(site, presence.connected.has(site), state?.members.get(site)));
  if (pause !== undefined)
    return { phase: 'paused', round, exchange: state?.spec.exchange ?? 0, sites: siteStates, wait: pause };
  if (gathering !== undefined) return { phase: 'gathering', round, exchange: 0, sites: siteStates, wait: gathering };
  if (state === undefined) return { phase: 'idle', round, exchange: 0, sites: siteStates };
  const { spec, phase } = state;
  return {
    phase,
    round: spec.round,
    exchange: spec.exchange,
    kind: spec.kind,
    task: spec.task,
    sites: siteStates,
    wait: describeWait(state, now),
  };
}

function siteStatus(site: string, connected: boolean, member: MemberState | undefined): SiteStatus {
  return {
    site,
    connected,
    state: member === undefined ? 'absent' : memberState(member),
    done: member?.done ?? 0,
    total: member?.total ?? 0,
  };
}

function memberState(member: MemberState): SiteStatus['state'] {
  if (member.filled !== undefined) return 'contributed';
  if (member.failure !== undefined) return 'failed';
  if (!member.awaited) return 'absent';
  return member.done > 0 ? 'working' : 'waiting';
}
