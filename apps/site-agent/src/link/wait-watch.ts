/** How long a wait lasts before it is worth a line in the log, and how often it is worth another one, milliseconds. */
const WORTH_SAYING = 5_000;
const WORTH_REPEATING = 5 * 60_000;
/** How often to look, milliseconds. */
const INTERVAL = 1_000;

/** What an agent waits for. */
export interface AgentWait {
  /** E.g. `the broadcast of round 3`. */
  readonly what: string;
  /** How far it is: a wait whose mark changes has lasted from then on. */
  readonly mark: number;
  /** What happens when it has lasted for too long, e.g. `the agent dials again`. */
  readonly ending: string;
  /** Makes that happen. */
  end(): void;
}

export interface WaitWatchOptions {
  /** What is waited for at present, if anything. */
  readonly wait: () => AgentWait | undefined;
  /** How long nothing may happen, milliseconds. */
  readonly limit: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (words: string) => void;
}

/** Sees to it that no wait of the agent is silent or endless: says what it waits for and since when, and ends it. */
export class WaitWatch {
  readonly #options: WaitWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #key = '';
  #since = 0;
  #saidOf = '';
  #saidAt = -Infinity;

  constructor(options: WaitWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const interval = Math.min(INTERVAL, this.#options.limit);
    this.#timer = setInterval(() => this.look(), interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** To be called regularly; `start` sees to it. */
  look(): void {
    const { wait: present, now, limit } = this.#options;
    const wait = present();
    const key = wait === undefined ? '' : `${wait.what} ${wait.mark}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#since = now();
    }
    if (wait === undefined) return;
    const lasted = now() - this.#since;
    if (lasted >= limit) return this.#end(wait);
    if (lasted >= WORTH_SAYING) this.#say(wait);
  }

  #end(wait: AgentWait): void {
    this.#key = '';
    this.#options.log(`Waited in vain for ${wait.what} since ${clockTime(this.#since)}: ${wait.ending}.`);
    wait.end();
  }

  #say({ what, ending }: AgentWait): void {
    const { now, limit, log } = this.#options;
    if (what === this.#saidOf && now() - this.#saidAt < WORTH_REPEATING) return;
    this.#saidOf = what;
    this.#saidAt = now();
    const until = clockTime(this.#since + limit);
    log(`Waiting for ${what} since ${clockTime(this.#since)}. If nothing happens until ${until}: ${ending}.`);
  }
}

function clockTime(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
