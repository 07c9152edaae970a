import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';

/** The stages of a study in their order. */
export const STUDY_STAGES = [
  'draft',
  'enrolling',
  'profiling',
  'training',
  'sampling',
  'assessing',
  'review',
  'released',
] as const;

export type StudyStage = (typeof STUDY_STAGES)[number];

/** Where a study stands. Paused and failed studies remember the stage they go on from. */
export type StudyState =
  | { readonly name: StudyStage }
  | { readonly name: 'paused'; readonly during: StudyStage }
  | { readonly name: 'failed'; readonly during: StudyStage; readonly reason: FailureReason }
  | { readonly name: 'withdrawn'; readonly reason: string };

export interface FailureReason {
  readonly code: ErrorCode;
  readonly what: string;
}

export type StudyEvent =
  /** The stage is done; the next one in the order begins. */
  | { readonly type: 'advance' }
  | { readonly type: 'pause' }
  /** Goes on in the stage that was paused or had failed. */
  | { readonly type: 'resume' }
  | { readonly type: 'fail'; readonly reason: FailureReason }
  /** @param reason in the words of whoever withdraws it; sites are told */
  | { readonly type: 'withdraw'; readonly reason: string };

export const INITIAL_STUDY_STATE: StudyState = { name: 'draft' };

/** What each state takes, and what becomes of it. A study that was released or withdrawn stays so. */
const TRANSITIONS: Readonly<Record<StudyState['name'], readonly StudyEvent['type'][]>> = {
  draft: ['advance', 'withdraw'],
  enrolling: ['advance', 'pause', 'fail', 'withdraw'],
  profiling: ['advance', 'pause', 'fail', 'withdraw'],
  training: ['advance', 'pause', 'fail', 'withdraw'],
  sampling: ['advance', 'pause', 'fail', 'withdraw'],
  assessing: ['advance', 'pause', 'fail', 'withdraw'],
  review: ['advance', 'withdraw'],
  released: [],
  paused: ['resume', 'fail', 'withdraw'],
  failed: ['resume', 'withdraw'],
  withdrawn: [],
};

/** The study's state after an event. Throws CL-CONF-007 when the state doesn't take it. */
export function advanceStudy(state: StudyState, event: StudyEvent): StudyState {
  if (!TRANSITIONS[state.name].includes(event.type)) throw illegal(state, event);
  switch (event.type) {
    case 'advance':
      return { name: nextStage(stageOf(state)) };
    case 'pause':
      return { name: 'paused', during: stageOf(state) };
    case 'resume':
      return { name: stageOf(state) };
    case 'fail':
      return { name: 'failed', during: stageOf(state), reason: event.reason };
    case 'withdraw':
      return { name: 'withdrawn', reason: event.reason };
  }
}

/** Whether a stage is yet to come for a study in this state. */
export function isBefore(state: StudyState, stage: StudyStage): boolean {
  return STUDY_STAGES.indexOf(stageOf(state)) < STUDY_STAGES.indexOf(stage);
}

/** Events that the state takes now. */
export function possibleEvents(state: StudyState): readonly StudyEvent['type'][] {
  return TRANSITIONS[state.name];
}

/** The stage that a study is in, or was in when it was paused or failed. */
export function stageOf(state: StudyState): StudyStage {
  if (state.name === 'paused' || state.name === 'failed') return state.during;
  return state.name === 'withdrawn' ? 'released' : state.name;
}

function nextStage(stage: StudyStage): StudyStage {
  return STUDY_STAGES[Math.min(STUDY_STAGES.indexOf(stage) + 1, STUDY_STAGES.length - 1)];
}

/** What a person may ask for, in words; the others are the study's own. */
const ASKED: Partial<Record<StudyEvent['type'], string>> = {
  pause: 'paused',
  resume: 'resumed',
  withdraw: 'withdrawn',
};

function illegal(state: StudyState, event: StudyEvent): CohortloomError {
  const possible = TRANSITIONS[state.name].flatMap((type) => (type in ASKED ? [ASKED[type]] : []));
  return new CohortloomError('CL-CONF-007', {
    what: `A study that is ${state.name} can't be ${ASKED[event.type] ?? `made to ${event.type}`}.`,
    todo: possible.length === 0 ? 'Start a new study.' : `Now it can be ${possible.join(' or ')}.`,
  });
}
