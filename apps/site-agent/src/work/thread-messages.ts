import { isErrorCode, type ErrorCode } from '#errors/codes';
import { CohortloomError, type ErrorLocation } from '#errors/cohortloom-error';
import type { SiteAssignment, SiteWorker } from '#federation/rounds/round';
import type { AssignmentCheckpoint, EncodedContribution } from './encoding-worker.ts';

/** Makes the worker inside the thread. `options` must survive structured cloning. */
export type SiteWorkerFactory = (options: never) => SiteWorker | Promise<SiteWorker>;

/** What a thread starts with. */
export interface ThreadStart {
  /** URL of the module that exports the factory. */
  readonly module: string;
  readonly factory: string;
  readonly options: unknown;
  readonly site: string;
}

export type ToThread =
  | {
      readonly type: 'contribute';
      readonly task: number;
      readonly assignment: SiteAssignment;
      readonly checkpoint?: Omit<AssignmentCheckpoint, 'save'>;
    }
  | { readonly type: 'kept'; readonly task: number }
  | { readonly type: 'abort'; readonly task: number };

export type FromThread =
  | { readonly type: 'progress'; readonly task: number; readonly done: number; readonly total: number }
  /** A checkpoint to be kept; answered by `kept`. */
  | { readonly type: 'checkpoint'; readonly task: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'done'; readonly task: number; readonly contribution: EncodedContribution }
  | { readonly type: 'failed'; readonly task: number; readonly error: ThreadError };

/** An error between the threads of one site; the offending cell may go along, for the site's own terminal. */
export interface ThreadError {
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: ErrorLocation;
  readonly todo: string;
  readonly localValue?: string;
  /** The trace, for the log of this machine. */
  readonly stack?: string;
}

export function toThreadError(reason: unknown): ThreadError {
  const error = CohortloomError.from(reason);
  const { code, what, where, todo } = error;
  const origin = error.cause instanceof Error ? error.cause : error;
  return { code, what, where, todo, localValue: error.revealLocalValue(), stack: origin.stack };
}

export function fromThreadError({ code, stack, ...details }: ThreadError): CohortloomError {
  return new CohortloomError(isErrorCode(code) ? code : 'CL-INT-001', { ...details, cause: stack });
}
