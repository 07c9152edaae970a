import { type ClientSession, type MongoClient, MongoOperationTimeoutError } from 'mongodb';
import { within } from './within.ts';

/** Transactions that a process may have open at once. */
export const SESSIONS = 8;

/**
 * The sessions in which all transactions of a connection run, each in one at a time. They are few and kept, so that a
 * lease can name them: whoever takes over from a process that was killed ends them, and with them the transaction whose
 * locks would otherwise be held until the server's own limit.
 */
export class TransactionSessions {
  readonly #client: MongoClient;
  /** How long a transaction may wait for its turn, ms. */
  readonly #patience: number;
  readonly #onReplaced: (former: string) => void;
  readonly #all = new Set<ClientSession>();
  readonly #idle: ClientSession[] = [];
  /** Replaced ones, in which the server may still hold something. */
  readonly #former: string[] = [];
  readonly #waiting = new Set<(session: ClientSession) => void>();

  /**
   * @param patience how long a transaction may wait for its turn, ms
   * @param onReplaced told the UUID of a session that another has taken the place of
   */
  constructor(client: MongoClient, patience: number, onReplaced: (former: string) => void = () => {}) {
    this.#client = client;
    this.#patience = patience;
    this.#onReplaced = onReplaced;
    for (let i = 0; i < SESSIONS; i++) this.#give(this.#start());
  }

  /** UUIDs of the sessions, and of those that were replaced last. */
  get ids(): readonly string[] {
    return [...[...this.#all].flatMap((session) => uuidOf(session) ?? []), ...this.#former];
  }

  /** Runs `action` with a session that is nobody else's meanwhile. Throws MongoOperationTimeoutError when none gets free. */
  async run<T>(action: (session: ClientSession) => Promise<T>): Promise<T> {
    const session = await this.#take();
    let isLate = false;
    try {
      return await action(session);
    } catch (error) {
      isLate = error instanceof MongoOperationTimeoutError;
      throw error;
    } finally {
      // What is still on its way in it mustn't end up in another transaction.
      this.#give(isLate || session.inTransaction() ? this.#replace(session) : session);
    }
  }

  async #take(): Promise<ClientSession> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const { promise, resolve } = Promise.withResolvers<ClientSession>();
    this.#waiting.add(resolve);
    try {
      return await within(this.#patience, promise);
    } catch (error) {
      this.#waiting.delete(resolve);
      void promise.then((late) => this.#give(late));
      throw error;
    }
  }

  #give(session: ClientSession): void {
    const [next] = this.#waiting;
    if (next === undefined) return void this.#idle.push(session);
    this.#waiting.delete(next);
    next(session);
  }

  #replace(session: ClientSession): ClientSession {
    const former = uuidOf(session);
    // Or the driver would hand it out again, and what comes next in it wait on the server for the statement that hangs.
    session.serverSession.isDirty = true;
    void session.endSession().catch(() => undefined);
    this.#all.delete(session);
    const fresh = this.#start();
    if (former === undefined) return fresh;
    this.#former.push(former);
    if (this.#former.length > SESSIONS) this.#former.shift();
    this.#onReplaced(former);
    return fresh;
  }

  #start(): ClientSession {
    const session = this.#client.startSession({ causalConsistency: false });
    this.#all.add(session);
    return session;
  }
}

function uuidOf({ id }: ClientSession): string | undefined {
  return id?.id.toUUID().toHexString();
}
