import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { CohortloomError } from '#errors/cohortloom-error';
import { storeBusy } from '../store-errors.ts';

/** Codes of the server (https://www.mongodb.com/docs/manual/reference/error-codes/). */
const DUPLICATE_KEY = 11000;
const OUT_OF_DISK_SPACE = 14031;
/** The time that was given to an operation, which waited for a lock. */
const MAX_TIME_EXPIRED = 50;
const NOT_ALLOWED: readonly number[] = [13, 18, 8000];
/** Labels and names of failures that another moment, or another member of the replica set, may not have. */
const PASSING_LABELS = ['TransientTransactionError', 'RetryableWriteError', 'UnknownTransactionCommitResult'];
const PASSING_NAMES = [
  'MongoOperationTimeoutError',
  'MongoWriteConcernError',
  'MongoNotConnectedError',
  'MongoWaitQueueTimeoutError',
];

/** What the driver wraps where several documents were written at once: a broken connection too. */
export function originOf(error: unknown): unknown {
  const isWrapped = error instanceof MongoBulkWriteError && error.errorResponse instanceof MongoError;
  return isWrapped ? error.errorResponse : error;
}

/** Whether the user may not do what it asked for, or isn't let in. */
export function isNotAllowed(error: unknown): boolean {
  return error instanceof MongoServerError && NOT_ALLOWED.includes(Number(error.code));
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Runs an operation; what MongoDB and its driver say is thrown as what a user is told. */
export async function wordily<T>(place: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storeError(place, error);
  }
}

/** What MongoDB says, on a line. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}

/** Anything that no operator could mend is returned as it is. */
export function storeError(place: string, thrown: unknown): unknown {
  const error = originOf(thrown);
  if (isOfNameService(error)) return notAvailable(place, error);
  if (!(error instanceof MongoError)) return error;
  if (error instanceof MongoServerError && error.code === OUT_OF_DISK_SPACE) return diskFull(place, error);
  if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED) return storeBusy(place, error);
  if (isNotAllowed(error)) return notAllowed(place, error);
  return isPassing(error) ? notAvailable(place, error) : error;
}

export function notReplicated(place: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: 'The MongoDB server belongs to no replica set, so it has no transactions.',
    where: { file: place },
    todo: 'Start it with --replSet and initiate the set; one member is enough for trying.',
  });
}

/** What says nothing of the hosts of a `mongodb+srv` URL: the driver passes it on as it comes. */
function isOfNameService(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  return ['querySrv', 'queryTxt'].includes(String(error.syscall));
}

function isPassing(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return PASSING_NAMES.includes(error.name) || PASSING_LABELS.some((label) => error.hasErrorLabel(label));
}

function notAvailable(place: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-006', {
    what: 'MongoDB does not answer, or has no primary that a majority follows.',
    where: { file: place },
    todo: 'Check that the replica set runs and can be reached; then start again. What was acknowledged is kept.',
    cause,
  });
}

function notAllowed(place: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-008', {
    what: 'MongoDB refuses this user, or what it asks for.',
    where: { file: place },
    todo: 'Check name, password and authSource in the URL of the store; the user needs readWrite on its database.',
    cause,
  });
}

function diskFull(place: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: 'The disk of the MongoDB server is full.',
    where: { file: place },
    todo: 'Free some space there; then resume the study.',
    cause,
  });
}

/** Without the cause: the driver's words may quote the URL with its password. */
export function unreadableUrl(place: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: 'The URL of the store can not be read.',
    where: { file: place },
    todo: 'Write it as mongodb://HOST:PORT,HOST:PORT/DATABASE?replicaSet=NAME, with special signs percent-encoded.',
  });
}
