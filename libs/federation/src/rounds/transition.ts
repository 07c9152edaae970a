import { decide, type Decision } from './closing-rule.ts';
import type { Receipt } from './ports.ts';
import type { RoundEffect, RoundEvent } from './round-event.ts';
import { filledByAnother, notAMember, quorumMissed, tooManyFailed } from './round-errors.ts';
import { pendingSites, type FilledSlot, type MemberState, type RoundSpec, type RoundState } from './round-state.ts';

export interface Transition {
  readonly state: RoundState;
  readonly effects: readonly RoundEffect[];
}

/** An event that a site is the reason of. */
export type SiteEvent = Exclude<RoundEvent, { type: 'tick' }>;

/** The round after an event, and what to do about it: records the event, then applies the closing rule. */
export function transition(state: RoundState, event: RoundEvent): Transition {
  const recorded = record(state, event);
  if (recorded.state.phase !== 'open') return recorded;
  const ended = applyDecision(recorded.state, decide(recorded.state, event.at));
  return { state: ended.state, effects: [...recorded.effects, ...ended.effects] };
}

/** The event without the closing rule: what a replay does, where the journal tells when the round closed. */
export function record(state: RoundState, event: RoundEvent): Transition {
  if (event.type === 'tick') return { state, effects: [] };
  const member = state.members.get(event.site);
  if (member === undefined) return { state, effects: refusalOfStranger(state, event) };
  switch (event.type) {
    case 'contributed':
      return recordContribution(state, member, event);
    case 'progress':
      return recordProgress(state, member, event);
    case 'site-failed':
      return recordFailure(state, member, event);
    case 'site-left':
      return { state: withMember(state, event.site, { ...member, connected: false }), effects: [] };
    case 'site-returned':
      return recordReturn(state, member, event);
  }
}

/** Whether a replay needs the event: it changes more of its site than whether it is connected. */
export function isMaterial(state: RoundState, event: SiteEvent): boolean {
  const before = state.members.get(event.site);
  const after = record(state, event).state.members.get(event.site);
  return before?.filled !== after?.filled || before?.failure !== after?.failure || before?.returns !== after?.returns;
}

/** The receipt of a contribution; the same for each delivery of it. */
export function receiptFor(spec: RoundSpec, site: string, sha256: string, counted: boolean): Receipt {
  const { study, round, exchange } = spec;
  return { study, round, exchange, site, sha256, counted };
}

function recordContribution(
  state: RoundState,
  member: MemberState,
  event: SiteEvent & { type: 'contributed' },
): Transition {
  const { site, sha256, bytes, rowCount, at } = event;
  if (member.filled !== undefined) return { state, effects: [answerForFilledSlot(state, site, member.filled, sha256)] };
  if (state.phase !== 'open') return { state, effects: [receiptEffect(state, site, sha256, false)] };
  const filled: FilledSlot = { sha256, bytes, rowCount };
  const next = withMember(state, site, { ...member, filled, failure: undefined, lastAdvance: at });
  return { state: next, effects: [{ type: 'count', site }, receiptEffect(state, site, sha256, true)] };
}

function answerForFilledSlot(state: RoundState, site: string, filled: FilledSlot, sha256: string): RoundEffect {
  if (filled.sha256 === sha256) return receiptEffect(state, site, sha256, true);
  return { type: 'refuse', error: filledByAnother(state.spec, site) };
}

/** The first total of an exchange stays: work whose end recedes as it is done would be waited for for ever. */
function recordProgress(state: RoundState, member: MemberState, event: SiteEvent & { type: 'progress' }): Transition {
  const { site, done, total, at } = event;
  const bound = member.total === 0 ? total : member.total;
  const advances = done > member.done && done <= bound;
  if (!advances || state.phase !== 'open') return { state, effects: [] };
  const next = { ...member, done, total: bound, lastAdvance: at, awaited: true };
  return { state: withMember(state, site, next), effects: [] };
}

/** The first failure stays until the site returns. */
function recordFailure(state: RoundState, member: MemberState, event: SiteEvent & { type: 'site-failed' }): Transition {
  const isSettled = member.filled !== undefined || member.failure !== undefined;
  if (isSettled || state.phase !== 'open') return { state, effects: [] };
  const failure = { code: event.code, what: event.what };
  return { state: withMember(state, event.site, { ...member, failure }), effects: [] };
}

/**
 * A site that returns gets its assignment again, and its full time to work on it; but not more often than
 * `maxReturns`, or one that keeps crashing would be waited for for ever.
 */
function recordReturn(
  state: RoundState,
  member: MemberState,
  event: SiteEvent & { type: 'site-returned' },
): Transition {
  const returned = { ...member, connected: true };
  if (state.phase !== 'open' || member.filled !== undefined) {
    return { state: withMember(state, event.site, returned), effects: [] };
  }
  const effects: RoundEffect[] = [{ type: 'assign', site: event.site }];
  if (member.returns >= state.spec.policy.maxReturns)
    return { state: withMember(state, event.site, returned), effects };
  const renewed = {
    ...returned,
    returns: member.returns + 1,
    failure: undefined,
    awaited: true,
    lastAdvance: event.at,
    done: 0,
    total: 0,
  };
  return { state: withMember(state, event.site, renewed), effects };
}

function applyDecision(state: RoundState, decision: Decision): Transition {
  if (decision.type === 'wait') return { state, effects: [] };
  const cancelled = pendingSites(state).map((site): RoundEffect => ({ type: 'cancel', site }));
  if (decision.type === 'close') {
    return { state: { ...state, phase: 'closed' }, effects: [...cancelled, { type: 'closed' }] };
  }
  const error =
    decision.code === 'CL-ROUND-001' ? quorumMissed(state, decision.sites) : tooManyFailed(state, decision.sites);
  return { state: { ...state, phase: 'failed' }, effects: [...cancelled, { type: 'failed', error }] };
}

function withMember(state: RoundState, site: string, member: MemberState): RoundState {
  return { ...state, members: new Map(state.members).set(site, member) };
}

function receiptEffect(state: RoundState, site: string, sha256: string, counted: boolean): RoundEffect {
  return { type: 'receipt', receipt: receiptFor(state.spec, site, sha256, counted) };
}

function refusalOfStranger({ spec }: RoundState, event: SiteEvent): RoundEffect[] {
  if (event.type !== 'contributed') return [];
  return [{ type: 'refuse', error: notAMember(spec, event.site) }];
}
