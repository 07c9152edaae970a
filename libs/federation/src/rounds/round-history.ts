import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { isErrorCode, type ErrorCode } from '#errors/codes';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { RoundEvent } from './round-event.ts';
import { openRound, reopenRound, type RoundState } from './round-state.ts';
import { record } from './transition.ts';

const count = z.number().int().nonnegative();
/** A code that this release doesn't know says no more than that something failed; the round's course doesn't hang on it. */
const code = z.string().transform((text): ErrorCode => (isErrorCode(text) ? text : 'CL-INT-001'));
const policy = z.object({
  quorum: count,
  progressTimeout: z.number(),
  quorumDeadline: z.number(),
  gatherTimeout: z.number(),
  maxReturns: count,
});

const opened = z.object({
  round: count,
  study: z.string(),
  kind: z.enum(['profile', 'train', 'assess']),
  task: z.string(),
  members: z.array(z.string()),
  policy,
  broadcastSha256: z.string(),
  manyExchanges: z.boolean(),
  layout: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['count', 'measure', 'weighted']),
      length: count,
      scale: z.number().optional(),
    }),
  ),
});

const participant = z.object({
  site: z.string(),
  rowCount: count,
  exchanges: count,
  bytes: count,
  smallestCount: count.optional(),
  sha256: z.string(),
});

/** The state that a closed round left behind; `first` is the round in which its series began. */
const checkpoint = z.object({ first: count, sha256: z.string(), bytes: count });

/** `passedOver`: events like it that came shortly before and weren't written. */
const siteEvent = z.object({ round: count, exchange: count, site: z.string(), passedOver: count.optional() });

/** What the engine writes into the journal, by type. */
export const ROUND_RECORDS = {
  'round-opened': opened,
  'round-reopened': z.object({ round: count, members: z.array(z.string()), connected: z.array(z.string()), policy }),
  contributed: z.object({ round: count, site: z.string(), sha256: z.string(), bytes: count, rowCount: count }),
  'site-left': siteEvent,
  'site-returned': siteEvent,
  'site-failed': siteEvent.extend({ code, what: z.string() }),
  'round-closed': z.object({
    round: count,
    exchanges: count,
    participants: z.array(participant),
    checkpoint: checkpoint.optional(),
  }),
  'round-failed': z.object({ round: count, code, what: z.string() }),
  'round-given-up': z.object({
    round: count,
    code,
    what: z.string(),
    todo: z.string(),
    participants: z.array(participant),
  }),
} as const;

export type RoundRecordType = keyof typeof ROUND_RECORDS;
export type RoundRecord<Type extends RoundRecordType> = z.infer<(typeof ROUND_RECORDS)[Type]>;
export type OpenedRecord = RoundRecord<'round-opened'>;
export type ParticipantRecord = z.infer<typeof participant>;
export type CheckpointRecord = z.infer<typeof checkpoint>;

/** One round as the journal tells it. */
export interface RoundHistory {
  readonly opened: OpenedRecord;
  /** Of rounds of many exchanges this is the opening, until the round has closed. */
  readonly state: RoundState;
  /** Of a closed round. */
  readonly participants?: readonly ParticipantRecord[];
  /** Of a round that the study went on without. */
  readonly givenUp?: RoundRecord<'round-given-up'>;
  /** Of a closed round that left its state behind: contributions to the series so far are no longer kept. */
  readonly checkpoint?: CheckpointRecord;
}

/** Journal entries of one study → its rounds by number. Entries of other types are passed over. */
export function replayStudy(entries: Iterable<JournalEntry>): Map<number, RoundHistory> {
  const rounds = new Map<number, RoundHistory>();
  for (const entry of entries) {
    if (!isRoundRecord(entry.type)) continue;
    const round = readRecord(entry, entry.type).round;
    const next = replayEntry(rounds.get(round), entry, entry.type);
    if (next !== undefined) rounds.set(round, next);
  }
  return rounds;
}

/** The state of one round from its journal entries; undefined when it was never opened. */
export function replayRound(entries: Iterable<JournalEntry>, round: number): RoundState | undefined {
  return replayStudy(entries).get(round)?.state;
}

function replayEntry(
  history: RoundHistory | undefined,
  entry: JournalEntry,
  type: RoundRecordType,
): RoundHistory | undefined {
  if (type === 'round-opened') return history ?? replayOpening(entry);
  // Too few sites came for it to open: it is the next one still.
  if (history === undefined && type === 'round-failed') return undefined;
  if (history === undefined) throw damaged(entry, 'an event of a round that was never opened');
  switch (type) {
    case 'round-reopened':
      return replayReopening(history, readRecord(entry, type), entry.at);
    case 'round-closed':
      return { ...history, state: { ...history.state, phase: 'closed' }, ...readRecord(entry, type) };
    case 'round-failed':
      return { ...history, state: { ...history.state, phase: 'failed' } };
    case 'round-given-up':
      return { ...history, state: { ...history.state, phase: 'failed' }, givenUp: readRecord(entry, type) };
    default:
      return history.opened.manyExchanges ? history : replayEvent(history, entry, type);
  }
}

function replayOpening(entry: JournalEntry): RoundHistory {
  const data = readRecord(entry, 'round-opened');
  const { study, round, kind, task, members, policy: rules } = data;
  const spec = { study, round, exchange: 0, kind, task, members, policy: rules };
  return { opened: data, state: openRound(spec, { at: entry.at, connected: new Set(members) }) };
}

/** What has closed stays closed, even if a coordinator that had been thought dead wrote the end of the round. */
function replayReopening(history: RoundHistory, data: RoundRecord<'round-reopened'>, at: number): RoundHistory {
  if (history.participants !== undefined) return history;
  return { ...history, state: reopenRound(history.state, { ...data, at, connected: new Set(data.connected) }) };
}

function replayEvent(
  history: RoundHistory,
  entry: JournalEntry,
  type: 'contributed' | 'site-left' | 'site-returned' | 'site-failed',
): RoundHistory {
  const event = { ...readRecord(entry, type), type, at: entry.at } as RoundEvent;
  return { ...history, state: record(history.state, event).state };
}

function isRoundRecord(type: string): type is RoundRecordType {
  return Object.hasOwn(ROUND_RECORDS, type);
}

function readRecord<Type extends RoundRecordType>(entry: JournalEntry, type: Type): RoundRecord<Type> {
  const parsed = ROUND_RECORDS[type].safeParse(entry.data);
  if (!parsed.success) throw damaged(entry, `a record of type ${type} that can't be read`);
  return parsed.data as RoundRecord<Type>;
}

function damaged(entry: JournalEntry, found: string): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: `The study's journal holds ${found} (entry ${entry.sequence}).`,
    todo: 'Restore the folder from a copy, or run the version that wrote it.',
  });
}
