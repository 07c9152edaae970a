import { decideGathering, type Gathering } from '../gathering.ts';
import type { Wait } from '../status.ts';

/** Waits for enough sites to connect before a round opens. Looks again whenever it is told to. */
export class Gatherer {
  readonly #describe: () => Gathering;
  readonly #now: () => number;
  readonly #wakeBy: (due: number) => void;
  readonly #mayOpen: () => boolean;
  readonly #members = Promise.withResolvers<readonly string[] | undefined>();
  wait: Wait | undefined;

  /** @param mayOpen whether the round may open at present; once it may not, the wait is over */
  constructor(describe: () => Gathering, now: () => number, wakeBy: (due: number) => void, mayOpen: () => boolean) {
    this.#mayOpen = mayOpen;
    this.#describe = describe;
    this.#now = now;
    this.#wakeBy = wakeBy;
  }

  /** The members of the round, or undefined when it may not open. Rejects with CL-ROUND-001 when the quorum doesn't come. */
  members(): Promise<readonly string[] | undefined> {
    this.look();
    return this.#members.promise;
  }

  look(): void {
    if (!this.#mayOpen()) return this.#members.resolve(undefined);
    const decision = decideGathering(this.#describe(), this.#now());
    this.wait = decision.type === 'wait' ? decision.wait : undefined;
    if (decision.type === 'open') this.#members.resolve(decision.members);
    else if (decision.type === 'fail') this.#members.reject(decision.error);
    else this.#wakeBy(decision.wait.until);
  }

  fail(error: unknown): void {
    this.#members.reject(error);
  }
}
