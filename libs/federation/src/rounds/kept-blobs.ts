import type { JournalEntry } from '#storage/ports/round-journal';
import { replayStudy, type CheckpointRecord, type RoundHistory } from './round-history.ts';
import { hashesOf } from './round-state.ts';

/** The latest checkpoint of each series, by the round in which the series began. */
export type LatestCheckpoints = ReadonlyMap<number, CheckpointRecord & { readonly round: number }>;

export function latestCheckpoints(rounds: Iterable<RoundHistory>): LatestCheckpoints {
  const latest = new Map<number, CheckpointRecord & { readonly round: number }>();
  for (const { opened, checkpoint } of rounds) {
    if (checkpoint === undefined || opened.round < (latest.get(checkpoint.first)?.round ?? 0)) continue;
    latest.set(checkpoint.first, { ...checkpoint, round: opened.round });
  }
  return latest;
}

/** Whether a restart may ask for the contributions to a round: it wasn't given up, and no checkpoint stands for them. */
export function isKept({ opened, checkpoint, givenUp }: RoundHistory, latest: LatestCheckpoints): boolean {
  if (checkpoint !== undefined || givenUp !== undefined) return false;
  return ![...latest.values()].some(({ first, round }) => first <= opened.round && opened.round <= round);
}

/** SHA-256 of what a restart may ask for: contributions that no checkpoint stands for, and the latest checkpoints. */
export function hashesNeeded(rounds: Iterable<RoundHistory>): ReadonlySet<string> {
  const all = [...rounds];
  const latest = latestCheckpoints(all);
  const needed = new Set([...latest.values()].map(({ sha256 }) => sha256));
  for (const history of all) {
    if (!isKept(history, latest)) continue;
    for (const sha256 of hashesOf(history.state).values()) needed.add(sha256);
  }
  return needed;
}

/** The same for a study's journal. Every other blob that the journal names is released. Throws CL-IO-004. */
export function keptBlobs(entries: Iterable<JournalEntry>): ReadonlySet<string> {
  return hashesNeeded(replayStudy(entries).values());
}

/** SHA-256 of all contributions and checkpoints that a study's journal names, needed or not. Throws CL-IO-004. */
export function namedBlobs(entries: Iterable<JournalEntry>): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { state, checkpoint } of replayStudy(entries).values()) {
    for (const sha256 of hashesOf(state).values()) named.add(sha256);
    if (checkpoint !== undefined) named.add(checkpoint.sha256);
  }
  return named;
}
