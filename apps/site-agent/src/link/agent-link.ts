import { setTimeout as pause } from 'node:timers/promises';
import { CohortloomError } from '#errors/cohortloom-error';
import { STEADY_CLOCK } from '#federation/rounds/steady-clock';
import type { AgentConfig } from '../config/agent-config.ts';
import type { AssignmentDesk } from '../work/assignment-desk.ts';
import { AgentSession, type HelloMessage, type SessionEnd } from './agent-session.ts';
import type { Backoff } from './backoff.ts';
import { channelCredentials, dial } from './channel.ts';
import { WaitWatch } from './wait-watch.ts';

/** How long the coordinator may take to answer a Hello, milliseconds; less where another may answer in its place. */
const WELCOME_TIMEOUT = 20_000;
const WELCOME_TIMEOUT_OF_SEVERAL = 5_000;
/** How often an agent that can't reach the coordinator says so, milliseconds. */
const COMPLAINT_INTERVAL = 30_000;

export interface AgentLinkOptions {
  readonly config: AgentConfig;
  readonly hello: HelloMessage;
  readonly desk: AssignmentDesk;
  readonly backoff: Backoff;
  readonly now: () => number;
  readonly log: (words: string) => void;
  readonly signal: AbortSignal;
}

/** Keeps a stream to the coordinator open until the study ends, the agent is stopped, or it is of no use. */
export class AgentLink {
  readonly #options: AgentLinkOptions;
  readonly #watch: WaitWatch;
  #session: AgentSession | undefined;
  #lastComplaint = -Infinity;
  /** Which of the coordinators is dialled: counts those that didn't answer. */
  #turn = 0;

  constructor(options: AgentLinkOptions) {
    this.#options = options;
    const { config, log } = options;
    const { giveUpAfter: limit } = config.retry;
    this.#watch = new WaitWatch({ wait: () => this.#session?.wait(), limit, now: () => STEADY_CLOCK.now(), log });
  }

  /** Resolves when the study has finished. @throws everything that `runAgent` names */
  async serve(): Promise<void> {
    this.#watch.start();
    try {
      await this.#serve();
    } finally {
      this.#watch.stop();
    }
  }

  async #serve(): Promise<void> {
    const { config, desk, backoff, signal, now } = this.#options;
    const credentials = await channelCredentials(config);
    let reachedAt = now();
    for (;;) {
      if (signal.aborted) throw stopped(config);
      const end = await this.#hold(this.#address, credentials);
      if (end.type === 'finished') return desk.finish();
      if (end.type === 'failed') throw end.error;
      if (end.wasWelcome) {
        backoff.reset();
        reachedAt = now();
      }
      if (now() - reachedAt > config.retry.giveUpAfter) throw end.error;
      // Whoever stands by doesn't listen: the next in the list may be the one that leads.
      if (!end.wasWelcome) this.#turn++;
      if (end.wasWelcome || this.#turn % config.coordinator.length === 0)
        await this.#wait(end.error, reachedAt + config.retry.giveUpAfter);
    }
  }

  get #address(): string {
    const { coordinator } = this.#options.config;
    return coordinator[this.#turn % coordinator.length];
  }

  async #hold(address: string, credentials: Parameters<typeof dial>[2]): Promise<SessionEnd> {
    const { config, hello, desk, log, signal } = this.#options;
    const { call, close } = dial(address, config, credentials);
    const session = new AgentSession(call, {
      hello,
      desk,
      log,
      address,
      welcomeTimeout: config.coordinator.length > 1 ? WELCOME_TIMEOUT_OF_SEVERAL : WELCOME_TIMEOUT,
    });
    this.#session = session;
    const leave = () => session.leave(stopped(config));
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await session.run();
    } finally {
      signal.removeEventListener('abort', leave);
      this.#session = undefined;
      close();
    }
  }

  async #wait(error: CohortloomError, giveUpAt: number): Promise<void> {
    const { backoff, signal, now, log } = this.#options;
    const delay = backoff.next();
    if (now() - this.#lastComplaint > COMPLAINT_INTERVAL) {
      this.#lastComplaint = now();
      const minutes = Math.max(0, Math.round((giveUpAt - now()) / 60_000));
      log(`${error.code} ${error.what} Dialling again until it answers; giving up in ${minutes} min.`);
    }
    await pause(delay, undefined, { signal }).catch(() => {});
  }
}

function stopped({ study, site }: AgentConfig): CohortloomError {
  return new CohortloomError('CL-ROUND-006', {
    what: 'The agent was stopped before the study had finished.',
    where: { study, site },
    todo: 'Start it again to take part in the rest of the study.',
  });
}
