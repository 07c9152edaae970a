import type { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import type { Receipt } from './ports.ts';
import type { FilledSlot } from './round-state.ts';

/** What can happen to an open round. `at` is in milliseconds since the epoch: the state machine has no clock. */
export type RoundEvent =
  | {
      readonly type: 'progress';
      readonly at: number;
      readonly site: string;
      readonly done: number;
      readonly total: number;
    }
  | ({ readonly type: 'contributed'; readonly at: number; readonly site: string } & FilledSlot)
  | {
      readonly type: 'site-failed';
      readonly at: number;
      readonly site: string;
      readonly code: ErrorCode;
      readonly what: string;
    }
  | { readonly type: 'site-left'; readonly at: number; readonly site: string }
  /** Connected again, or heard of again after it had been silent. */
  | { readonly type: 'site-returned'; readonly at: number; readonly site: string }
  | { readonly type: 'tick'; readonly at: number };

/** What the holder of the state has to do about it. */
export type RoundEffect =
  | { readonly type: 'assign'; readonly site: string }
  | { readonly type: 'cancel'; readonly site: string }
  /** Add this site's contribution to the sum: comes once per slot. */
  | { readonly type: 'count'; readonly site: string }
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  | { readonly type: 'refuse'; readonly error: CohortloomError }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly error: CohortloomError };
