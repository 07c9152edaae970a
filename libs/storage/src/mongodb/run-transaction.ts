import { setTimeout as pause } from 'node:timers/promises';
import { type ClientSession, MongoError, MongoNetworkError, MongoServerError, type TransactionOptions } from 'mongodb';
import { within } from './within.ts';

const OPTIONS: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
};
/** Waits before another attempt, ms: doubled each time from the first to the last. */
const FIRST_BACKOFF = 5;
const LAST_BACKOFF = 500;
/** The server's code for a statement whose session was ended by another process, which took us for dead. */
const INTERRUPTED = 11601;

/**
 * Runs `action` in a transaction and commits it; begins again after conflicts and elections until `patience` ms have
 * gone. The driver's own `withTransaction` does the same for two minutes, come what may.
 */
export async function runTransaction<T>(
  session: ClientSession,
  patience: number,
  action: () => Promise<T>,
): Promise<T> {
  const again = new Attempts(patience);
  for (;;) {
    session.startTransaction(OPTIONS);
    try {
      const result = await within(2 * patience, action());
      await commit(session, patience, again);
      return result;
    } catch (error) {
      await abort(session, patience);
      if (!isPassing(error)) throw error;
      await again.orThrow(error);
    }
  }
}

/** Of what has failed: the server forgets it by itself if it can't be told. */
async function abort(session: ClientSession, patience: number): Promise<void> {
  if (session.inTransaction()) await within(2 * patience, session.abortTransaction()).catch(() => undefined);
}

/** Repeated while nobody knows whether it has taken place: that does no harm. */
async function commit(session: ClientSession, patience: number, again: Attempts): Promise<void> {
  for (;;) {
    try {
      return await within(2 * patience, session.commitTransaction());
    } catch (error) {
      if (!hasLabel(error, 'UnknownTransactionCommitResult')) throw error;
      await again.orThrow(error);
    }
  }
}

/** Spaces out attempts, and ends them. */
class Attempts {
  readonly #deadline: number;
  #backoff = FIRST_BACKOFF;

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
function isPassing(error: unknown): boolean {
  if (error instanceof MongoServerError && error.code === INTERRUPTED) return true;
  return hasLabel(error, 'TransientTransactionError') || error instanceof MongoNetworkError;
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof MongoError && error.hasErrorLabel(label);
}
