import { setTimeout as pause } from 'node:timers/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import { advanceStudy, type StudyState } from '#federation/study-state';
import { FencedJournal } from '#storage/fenced-journal';
import type { Stores } from '#storage/ports/stores';
import type { StudyRecord } from '#storage/ports/study-store';
import { forgetBlobs } from './forget-blobs.ts';
import { notDone } from './life-errors.ts';
import { documentJson, readDocument, type StudyDocument, type StudyRequest } from './study-document.ts';
import { StudyLife } from './study-life.ts';

/** How long the lease is taken for where nobody runs the study, milliseconds. */
const VISIT_TTL = 10_000;
const LOOK_INTERVAL = 100;

export interface ChangeOptions {
  /** This process among those that use the store. */
  readonly holder: string;
  readonly now: () => number;
  /** How long the leader may take to do it, milliseconds. */
  readonly patience: number;
}

/** What came of a request. */
export interface ChangeOutcome {
  readonly state: StudyState;
  /** The process that did it, or (when `done` is false) has yet to; undefined: nobody runs the study, and it was done here. */
  readonly leader?: string;
  readonly done: boolean;
}

/**
 * Pauses, resumes or withdraws a study: through whoever leads it, or here where nobody does. A study that is withdrawn may
 * be withdrawn again, so that what a crash has left of it is deleted.
 * @throws CL-CONF-008 study unknown, CL-CONF-007 its state doesn't take it, or not any more when the leader comes to it
 */
export async function requestChange(
  stores: Stores,
  study: string,
  request: StudyRequest,
  options: ChangeOptions,
): Promise<ChangeOutcome> {
  const { state } = await documentOf(stores, study);
  if (!isWithdrawnAgain(state, request)) advanceStudy(state, request);
  const lease = await stores.leases.acquire(study, options.holder, VISIT_TTL);
  if (lease === undefined) return askLeader(stores, study, request, options);
  try {
    const journal = new FencedJournal(stores.journal, lease);
    const life = await StudyLife.visit({ id: study, studies: stores.studies, journal, lease, now: options.now });
    if (life === undefined) throw unknownStudy(study);
    if (!isWithdrawnAgain(life.state, request)) await life.change(request);
    if (request.type === 'withdraw') await forgetBlobs(study, stores);
    return { state: life.state, done: true };
  } finally {
    await stores.leases.release(lease);
  }
}

function isWithdrawnAgain(state: StudyState, request: StudyRequest): boolean {
  return state.name === 'withdrawn' && request.type === 'withdraw';
}

async function askLeader(
  stores: Stores,
  study: string,
  request: StudyRequest,
  { now, patience }: ChangeOptions,
): Promise<ChangeOutcome> {
  const before = await leaveRequest(stores, study, request);
  const leader = before.leader?.holder ?? 'another process';
  const until = now() + patience;
  for (;;) {
    const { state, request: open } = await documentOf(stores, study);
    if (open === undefined) return { state: requireDone(study, request, state), leader, done: true };
    if (now() >= until) return { state, leader, done: false };
    await pause(LOOK_INTERVAL);
  }
}

/** A leader drops what the state takes no longer. Throws CL-CONF-007. */
function requireDone(study: string, { type }: StudyRequest, state: StudyState): StudyState {
  const { asked, isDone } = OUTCOMES[type];
  if (!isDone(state)) throw notDone(study, asked, state);
  return state;
}

interface Outcome {
  readonly asked: string;
  readonly isDone: (state: StudyState) => boolean;
}

/** A study that was resumed may have come to any other state since. */
const OUTCOMES: Readonly<Record<StudyRequest['type'], Outcome>> = {
  pause: { asked: 'paused', isDone: ({ name }) => name === 'paused' },
  resume: { asked: 'resumed', isDone: ({ name }) => name !== 'paused' && name !== 'withdrawn' },
  withdraw: { asked: 'withdrawn', isDone: ({ name }) => name === 'withdrawn' },
};

/** @returns the study as it was */
async function leaveRequest(stores: Stores, study: string, request: StudyRequest): Promise<StudyDocument> {
  for (;;) {
    const record = await recordOf(stores, study);
    const document = readDocument(record);
    try {
      await stores.studies.update(study, record.revision, documentJson({ ...document, request }));
      return document;
    } catch (error) {
      if (CohortloomError.from(error).code !== 'CL-CONF-009') throw error;
    }
  }
}

async function documentOf(stores: Stores, study: string): Promise<StudyDocument> {
  return readDocument(await recordOf(stores, study));
}

/** Throws CL-CONF-008. */
export async function recordOf({ studies }: Pick<Stores, 'studies'>, study: string): Promise<StudyRecord> {
  const record = await studies.get(study);
  if (record === undefined) throw unknownStudy(study);
  return record;
}

function unknownStudy(study: string): CohortloomError {
  return new CohortloomError('CL-CONF-008', {
    what: `The store has no study ${study}.`,
    where: { study },
    todo: 'Check the name and the store; `cohortloom study list` shows what is there.',
  });
}
