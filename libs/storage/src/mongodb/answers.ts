import { type MongoClient, MongoOperationTimeoutError } from 'mongodb';

/** How long an answer may still take after the server was lost, ms: by then the driver has noticed, or never will. */
const AFTER_LOSS = 5_000;

/**
 * Waits for the driver's answers. It gives none, ever, to what it sends on a connection that closes in the same moment:
 * what is on its way when the server is lost is soon given up, so that it can be repeated.
 */
export class Answers {
  readonly #patience: number;
  readonly #waiting = new Set<() => void>();

  /** @param patience how long an answer may take otherwise, ms */
  constructor(client: MongoClient, patience: number) {
    this.#patience = patience;
    const isLost = () => {
      for (const hurry of this.#waiting) hurry();
    };
    client.on('serverHeartbeatFailed', isLost).on('connectionPoolCleared', isLost);
  }

  /** Throws MongoOperationTimeoutError when it takes too long. */
  async to<T>(operation: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(new MongoOperationTimeoutError('No answer came.'));
    let timer = setTimeout(giveUp, this.#patience);
    const hurry = () => {
      this.#waiting.delete(hurry);
      clearTimeout(timer);
      timer = setTimeout(giveUp, Math.min(AFTER_LOSS, this.#patience));
    };
    this.#waiting.add(hurry);
    try {
      return await Promise.race([operation, late.promise]);
    } finally {
      this.#waiting.delete(hurry);
      clearTimeout(timer);
    }
  }
}
