import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { isErrorCode, type ErrorCode } from '#errors/codes';
import { STUDY_STAGES } from '#federation/study-state';
import type { JsonValue } from '#storage/ports/round-journal';
import type { StudyRecord } from '#storage/ports/study-store';
import { storedReason } from './withdrawal-reason.ts';

const count = z.number().int().nonnegative();
const time = z.number();
const stage = z.enum(STUDY_STAGES);
const code = z.string().transform((text): ErrorCode => (isErrorCode(text) ? text : 'CL-INT-001'));
/** Sites are told it. */
const withdrawalReason = z.string().transform(storedReason);

const stateShape = z.union([
  z.object({ name: stage }),
  z.object({ name: z.literal('paused'), during: stage }),
  z.object({ name: z.literal('failed'), during: stage, reason: z.object({ code, what: z.string() }) }),
  z.object({ name: z.literal('withdrawn'), reason: withdrawalReason }),
]);

const waitShape = z.object({
  what: z.string(),
  sites: z.array(z.string()),
  since: time,
  /** Absent: nothing ends it but a person. */
  until: time.optional(),
  ending: z.string(),
});

const documentShape = z.object({
  state: stateShape,
  /** Records of its life in the journal. */
  changes: count,
  /** When the study came into this state. */
  since: time,
  /** The process that runs it. Absent: none does, or it died without a word. */
  leader: z.object({ holder: z.string(), since: time }).optional(),
  /** Of the stage, in its own units. */
  progress: z.object({ done: count, total: count }).optional(),
  round: z.object({ phase: z.string(), round: count, exchange: count }).optional(),
  connected: z.array(z.string()).default([]),
  wait: waitShape.optional(),
  /** What another process asks of the leader. */
  request: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('pause') }),
      z.object({ type: z.literal('resume') }),
      z.object({ type: z.literal('withdraw'), reason: withdrawalReason }),
    ])
    .optional(),
});

/** Where a study stands, as it is kept beside its journal for anyone who asks. Times in milliseconds since the epoch. */
export type StudyDocument = z.output<typeof documentShape>;
export type StudyRequest = NonNullable<StudyDocument['request']>;
export type StoredWait = z.output<typeof waitShape>;

export { stateShape as studyStateShape };

/** Throws CL-IO-004 for a record that this release can't read. */
export function readDocument({ id, state }: StudyRecord): StudyDocument {
  const parsed = documentShape.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new CohortloomError('CL-IO-004', {
    what: `The store's record of study ${id} can't be read.`,
    where: { study: id },
    todo: 'Restore the store from a copy, or run the version that wrote it.',
  });
}

/** As it is stored: absent properties are left out. */
export function documentJson(document: StudyDocument): JsonValue {
  return JSON.parse(JSON.stringify(document)) as JsonValue;
}
