import type { ErrorCode } from '#errors/codes';
import type { RoundPolicy } from './policy.ts';
import type { Slot } from './ports.ts';
import type { RoundKind } from './round.ts';

/** A round (or one exchange of it) as it was opened; none of this changes afterwards. */
export interface RoundSpec extends Slot {
  readonly study: string;
  readonly kind: RoundKind;
  readonly task: string;
  /** Frozen when the round opens. */
  readonly members: readonly string[];
  readonly policy: RoundPolicy;
}

/** The one contribution that counts for a site's slot. */
export interface FilledSlot {
  readonly sha256: string;
  readonly bytes: number;
  readonly rowCount: number;
}

export interface MemberState {
  readonly filled?: FilledSlot;
  readonly failure?: { readonly code: ErrorCode; readonly what: string };
  readonly connected: boolean;
  readonly returns: number;
  /** False for a site that was silent before: it may contribute, but isn't waited for until it advances. */
  readonly awaited: boolean;
  /** When it last got further, in milliseconds since the epoch. */
  readonly lastAdvance: number;
  readonly done: number;
  readonly total: number;
}

export interface RoundState {
  readonly spec: RoundSpec;
  readonly phase: 'open' | 'closed' | 'failed';
  readonly openedAt: number;
  readonly members: ReadonlyMap<string, MemberState>;
}

export interface Opening {
  readonly at: number;
  readonly connected: ReadonlySet<string>;
  /** Members that were silent when the last round or exchange closed, and haven't been heard of since. */
  readonly silent?: ReadonlySet<string>;
}

/** A fresh round (or exchange): nobody has contributed, every awaited member has its full time. */
export function openRound(spec: RoundSpec, { at, connected, silent }: Opening): RoundState {
  const members = spec.members.map((site): [string, MemberState] => [
    site,
    {
      connected: connected.has(site),
      awaited: !silent?.has(site),
      returns: 0,
      lastAdvance: at,
      done: 0,
      total: 0,
    },
  ]);
  return { spec, phase: 'open', openedAt: at, members: new Map(members) };
}

/** The round goes on with what it has: filled slots stay, everyone else starts anew. */
export function reopenRound(
  state: RoundState,
  { members, policy, ...opening }: Opening & Pick<RoundSpec, 'members' | 'policy'>,
): RoundState {
  const fresh = openRound({ ...state.spec, members, policy }, opening);
  const kept = new Map(fresh.members);
  for (const [site, member] of fresh.members) {
    const filled = state.members.get(site)?.filled;
    if (filled !== undefined) kept.set(site, { ...member, filled });
  }
  return { ...fresh, members: kept };
}

/** What was kept of these sites' contributions is lost: their slots are open again, and the round can't close without them. */
export function emptySlots(state: RoundState, sites: readonly string[]): RoundState {
  const members = new Map(state.members);
  for (const [site, member] of state.members) {
    if (sites.includes(site)) members.set(site, { ...member, filled: undefined, awaited: true });
  }
  const policy = { ...state.spec.policy, quorum: state.spec.members.length };
  return { ...state, spec: { ...state.spec, policy }, members };
}

export function filledSites(state: RoundState): string[] {
  return sitesWhere(state, (member) => member.filled !== undefined);
}

/** SHA-256 of what fills each slot, by site. */
export function hashesOf(state: RoundState): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const [site, { filled }] of state.members) if (filled !== undefined) hashes.set(site, filled.sha256);
  return hashes;
}

/** Members that may still contribute. */
export function pendingSites(state: RoundState): string[] {
  return sitesWhere(state, (member) => member.filled === undefined && member.failure === undefined);
}

export function failedSites(state: RoundState): string[] {
  return sitesWhere(state, (member) => member.filled === undefined && member.failure !== undefined);
}

export function sitesWhere(state: RoundState, test: (member: MemberState) => boolean): string[] {
  return [...state.members].filter(([, member]) => test(member)).map(([site]) => site);
}

/** The latest moment at which anyone got further. */
export function latestAdvance(state: RoundState): number {
  let latest = state.openedAt;
  for (const member of state.members.values()) latest = Math.max(latest, member.lastAdvance);
  return latest;
}
