import { decideGathering, type Gathering } from '../gathering.ts';
import type { Wait } from '../status.ts';

/** Waits for enough sites to connect before a round opens. Looks again whenever it is told to. */
export class Gatherer {
  readonly #describe: () => Gathering;
  readonly #now: () => number;
  readonly #wakeBy: (due: number) => void;
  readonly #members = Promise.withResolvers<readonly string[]>();
  wait: Wait | undefined;

  constructor(describe: () => Gathering, now: () => number, wakeBy: (due: number) => void) {
    this.#describe = describe;
    this.#now = now;
    this.#wakeBy = wakeBy;
  }

  /** The members of the round. Rejects with CL-ROUND-001 when the quorum doesn't come. */
  members(): Promise<readonly string[]> {
    this.look();
    return this.#members.promise;
  }

  look(): void {
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
