import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * Writes what is handed in in groups: all that came while the group before was being written goes into the next one, so
 * many that wait share one wait for the disk. Groups follow one another in the order of handing in.
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | undefined;

  /** @param commit writes a group; it may refuse single items, and throws when nothing was written */
  constructor(commit: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>) {
    this.#commit = commit;
  }

  add(item: Item): Promise<Result> {
    const result = new Promise<Result>((resolve, reject) => this.#waiting.push({ item, resolve, reject }));
    this.#running ??= this.#run();
    return result;
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn();
      const group = this.#waiting;
      this.#waiting = [];
      await this.#write(group);
    }
    this.#running = undefined;
  }

  async #write(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const outcomes = await this.#commit(group.map(({ item }) => item));
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') group[i].resolve(outcome.value);
        else group[i].reject(outcome.reason);
      }
    } catch (reason) {
      for (const { reject } of group) reject(reason);
    }
  }
}
