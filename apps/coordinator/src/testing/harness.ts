import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import type { AgentConfigInput } from '#site-agent/config/agent-config';
import { parseAgentConfig } from '#site-agent/config/agent-config';
import { runAgent, type AgentOptions } from '#site-agent/run-agent';
import { parseCoordinatorConfig, type CoordinatorConfigInput } from '../config/coordinator-config.ts';
import { runCoordinator, type CoordinatorOptions, type StudyContext } from '../run-coordinator.ts';
import { echoWorker } from './echo-study.ts';

export const STUDY = 'echo';
export const DICTIONARY_SHA256 = 'ab'.repeat(32);

export interface RunningCoordinator<Result> {
  /** HOST:PORT; rejects when it can't start. */
  readonly address: Promise<string>;
  readonly result: Promise<Result>;
  readonly log: readonly string[];
  stop(): void;
}

export interface RunningAgent {
  /** How it ended: `finished` or an error's code. */
  readonly end: Promise<string>;
  /** The error that it ended with. */
  readonly failure: Promise<CohortloomError>;
  readonly log: readonly string[];
  stop(): void;
}

/** Starts coordinators and agents in this process, and stops what is left of them. */
export class Harness {
  readonly #stops: (() => void)[] = [];
  readonly #ends: Promise<unknown>[] = [];
  #folder = '';

  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'cohortloom-'));
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    await Promise.allSettled(this.#ends);
    await rm(this.#folder, { recursive: true, force: true });
  }

  path(...parts: string[]): string {
    return join(this.#folder, ...parts);
  }

  /** What a site noted in its ledger. */
  async ledgerOf(site: string): Promise<Record<string, unknown>[]> {
    const text = await readFile(this.path(site, 'disclosures.jsonl'), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  coordinator<Result>(
    sites: readonly string[],
    pipeline: (context: StudyContext) => Promise<Result>,
    config: Partial<CoordinatorConfigInput> = {},
    options: Partial<CoordinatorOptions<Result>> = {},
  ): RunningCoordinator<Result> {
    const abort = new AbortController();
    const address = Promise.withResolvers<string>();
    const log: string[] = [];
    const full = { study: STUDY, listen: { port: 0 }, sites: sites.map((name) => ({ name })), heartbeatInterval: 100 };
    const result = runCoordinator(parseCoordinatorConfig({ ...full, ...config }), {
      dictionarySha256: DICTIONARY_SHA256,
      studySeed: 'seed',
      logger: loggerTo(log),
      signal: abort.signal,
      ...options,
      pipeline: (context) => {
        address.resolve(context.address);
        return pipeline(context);
      },
    });
    result.catch((error: unknown) => address.reject(error));
    address.promise.catch(() => {});
    return this.#track({ address: address.promise, result, log, stop: () => abort.abort() }, result);
  }

  agent(
    address: string,
    site: string,
    options: Partial<AgentOptions> = {},
    config: Partial<AgentConfigInput> = {},
  ): RunningAgent {
    const abort = new AbortController();
    const log: string[] = [];
    const retry = { initialDelay: 20, maxDelay: 100, giveUpAfter: 20_000 };
    const full = { coordinator: address, study: STUDY, site, dataFolder: this.path(site), retry };
    const run = runAgent(parseAgentConfig({ ...full, ...config }), {
      dictionarySha256: DICTIONARY_SHA256,
      worker: echoWorker,
      logger: loggerTo(log),
      signal: abort.signal,
      jitterSeed: 'jitter',
      ...options,
    });
    const failure = run.then(
      () => new CohortloomError('CL-INT-001', { what: 'The agent did not fail.', todo: '' }),
      (error: unknown) => CohortloomError.from(error),
    );
    const end = run.then(
      () => 'finished',
      (error: unknown) => CohortloomError.from(error).code,
    );
    return this.#track({ end, failure, log, stop: () => abort.abort() }, end);
  }

  #track<Running extends { stop(): void }>(running: Running, end: Promise<unknown>): Running {
    this.#stops.push(() => running.stop());
    this.#ends.push(end);
    return running;
  }
}

function loggerTo(log: string[]) {
  const write = (words: string) => void log.push(words);
  return { log: write, warn: write, error: write };
}
