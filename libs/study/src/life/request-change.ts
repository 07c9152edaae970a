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
/** After the end of a lease, milliseconds. */
const LEASE_MARGIN = 1_000;
const LEAST_PATIENCE = 5_000;
/** The longest that a coordinator may lease a study for is ten minutes. */
const MOST_PATIENCE = 601_000;

export interface ChangeOptions {
  /** This process among those that use the store. */
  readonly holder: string;
  readonly now: () => number;
  /** How long the leader may take to do it, milliseconds. Absent: until the lease of one that has died would have run out. */
  readonly patience?: number;
  /** Told who is waited for, and for how long at most (milliseconds). */
  readonly onWait?: (leader: string, patience: number) => void;
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
  return (await changeHere(stores, study, request, options)) ?? askLeader(stores, study, request, options);
}

/** Undefined when somebody leads the study. */
async function changeHere(
  stores: Stores,
  study: string,
  request: StudyRequest,
  { holder, now }: ChangeOptions,
): Promise<ChangeOutcome | undefined> {
  const lease = await stores.leases.acquire(study, holder, VISIT_TTL);
  if (lease === undefined) return undefined;
  try {
    const journal = new FencedJournal(stores.journal, lease);
    const life = await StudyLife.visit({ id: study, studies: stores.studies, journal, lease, now });
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

/** Does it here after all when the leader has died. */
async function askLeader(
  stores: Stores,
  study: string,
  request: StudyRequest,
  options: ChangeOptions,
): Promise<ChangeOutcome> {
  const before = await leaveRequest(stores, study, request);
  const leader = before.leader?.holder ?? 'another process';
  const { now, patience = await untilLeaseEnds(stores, study, options), onWait } = options;
  const until = now() + patience;
  onWait?.(leader, patience);
  for (;;) {
    const { state, request: open } = await documentOf(stores, study);
    if (open === undefined) return { state: requireDone(study, request, state), leader, done: true };
    const isLed = (await stores.leases.current(study)) !== undefined;
    const outcome = isLed ? undefined : await changeHere(stores, study, request, options);
    if (outcome !== undefined) return outcome;
    if (now() >= until) return { state, leader, done: false };
    await pause(LOOK_INTERVAL);
  }
}

/** A leader that lives has answered long before. The store's clock may be another one than this process's. */
async function untilLeaseEnds({ leases }: Stores, study: string, { now }: ChangeOptions): Promise<number> {
  const left = ((await leases.current(study))?.expiresAt ?? now()) - now();
  return Math.min(Math.max(left + LEASE_MARGIN, LEAST_PATIENCE), MOST_PATIENCE);
}

/** A leader drops what the state takes no longer. Throws CL-CONF-007. */
function requireDone(study: string, request: StudyRequest, state: StudyState): StudyState {
  if (!IS_DONE[request.type](state)) throw notDone(study, request, state);
  return state;
}

/** A study that was resumed may have come to any other state since. */
const IS_DONE: Readonly<Record<StudyRequest['type'], (state: StudyState) => boolean>> = {
  pause: ({ name }) => name === 'paused',
  resume: ({ name }) => name !== 'paused' && name !== 'withdrawn',
  withdraw: ({ name }) => name === 'withdrawn',
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
