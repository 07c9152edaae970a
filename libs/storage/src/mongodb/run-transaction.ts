import { setTimeout as pause } from 'node:timers/promises';
import {
  type ClientSession,
  MongoError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerError,
  type TransactionOptions,
} from 'mongodb';
import type { Answers } from './answers.ts';
import { originOf } from './mongodb-errors.ts';

const OPTIONS: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
};
/** Waits before another attempt, ms: doubled each time from the first to the last. */
const FIRST_BACKOFF = 5;
const LAST_BACKOFF = 500;
/** The server's code for a statement whose session was ended by another process, which took us for dead. */
const INTERRUPTED = 11601;

/** A statement got no answer. Its transaction was not committed, and its session is of no more use. */
export class UnansweredStatement extends MongoOperationTimeoutError {}

/**
 * Runs `action` in a transaction and commits it; begins again after conflicts and elections until it is time to give up.
 * The driver's own `withTransaction` does the same for two minutes, come what may.
 * @throws UnansweredStatement, after which it may be begun again in another session
 */
export async function runTransaction<T>(
  session: ClientSession,
  answers: Answers,
  again: Attempts,
  action: () => Promise<T>,
): Promise<T> {
  for (;;) {
    session.startTransaction(OPTIONS);
    try {
      const result = await statements(answers.to(action()));
      await commit(session, answers, again);
      return result;
    } catch (error) {
      await abort(session, answers);
      if (!isPassing(error)) throw error;
      await again.orThrow(error);
    }
  }
}

async function statements<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof MongoOperationTimeoutError ? new UnansweredStatement(error.message) : error;
  }
}

/** Of what has failed: the server forgets it by itself if it can't be told. */
async function abort(session: ClientSession, answers: Answers): Promise<void> {
  if (session.inTransaction()) await answers.to(session.abortTransaction()).catch(() => undefined);
}

/** Repeated while nobody knows whether it has taken place: that does no harm. */
async function commit(session: ClientSession, answers: Answers, again: Attempts): Promise<void> {
  for (;;) {
    try {
      return await answers.to(session.commitTransaction());
    } catch (error) {
      const isUnknown =
        hasLabel(error, 'UnknownTransactionCommitResult') || error instanceof MongoOperationTimeoutError;
      if (!isUnknown) throw error;
      await again.orThrow(error);
    }
  }
}

/** Spaces out attempts, and ends them. */
export class Attempts {
  readonly #deadline: number;
  #backoff = FIRST_BACKOFF;

  /** @param patience until they end, ms */
  constructor(patience: number) {
    this.#deadline = performance.now() + patience;
  }

  async orThrow(error: unknown): Promise<void> {
    if (performance.now() + this.#backoff > this.#deadline) throw error;
    await pause(this.#backoff);
    this.#backoff = Math.min(2 * this.#backoff, LAST_BACKOFF);
  }
}

/** Before it commits, a transaction whose connection broke has done nothing. */
function isPassing(thrown: unknown): boolean {
  const error = originOf(thrown);
  if (error instanceof MongoServerError && error.code === INTERRUPTED) return true;
  return hasLabel(error, 'TransientTransactionError') || error instanceof MongoNetworkError;
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof MongoError && error.hasErrorLabel(label);
}
