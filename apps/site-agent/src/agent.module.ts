import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { fromHex } from '#protocol/messages/hex';
import { PROTOCOL_VERSION, SOFTWARE_VERSION } from '#protocol/version';
import { RandomStream } from '#random/random-stream';
import type { AgentConfig } from './config/agent-config.ts';
import { DisclosureLog } from './ledger/disclosure-log.ts';
import { AgentLink } from './link/agent-link.ts';
import { Backoff } from './link/backoff.ts';
import type { AgentOptions } from './run-agent.ts';
import { AssignmentKeeper } from './state/assignment-keeper.ts';
import type { AgentIdentity } from './state/identity.ts';
import type { StateFolder } from './state/state-folder.ts';
import { AssignmentDesk } from './work/assignment-desk.ts';
import { encodingInline, type EncodingWorker } from './work/encoding-worker.ts';

/** How long a thread that is in the middle of something may take to end, milliseconds. */
const STOP_TIMEOUT = 3_000;

const WORKER = Symbol('worker');

/** One site's agent: ledger, desk and link. */
@Module({})
export class AgentModule implements OnApplicationShutdown {
  readonly #desk: AssignmentDesk;
  readonly #worker: EncodingWorker;
  readonly #ledger: DisclosureLog;

  constructor(
    @Inject(AssignmentDesk) desk: AssignmentDesk,
    @Inject(WORKER) worker: EncodingWorker,
    @Inject(DisclosureLog) ledger: DisclosureLog,
  ) {
    this.#desk = desk;
    this.#worker = worker;
    this.#ledger = ledger;
  }

  static forSite(config: AgentConfig, options: AgentOptions, state: StateFolder): DynamicModule {
    const { study, site, checkpointInterval } = config;
    const log = (words: string) => options.logger.log(words);
    return {
      module: AgentModule,
      providers: [
        { provide: DisclosureLog, useFactory: () => DisclosureLog.open(config.dataFolder) },
        { provide: WORKER, useValue: encodingWorker(options, site) },
        { provide: AssignmentKeeper, useFactory: () => assignmentKeeper(options, state) },
        {
          provide: AssignmentDesk,
          inject: [WORKER, DisclosureLog, AssignmentKeeper],
          useFactory: async (worker: EncodingWorker, ledger: DisclosureLog, keeper: AssignmentKeeper) => {
            const desk = new AssignmentDesk({ study, site, worker, ledger, keeper, checkpointInterval, log });
            await desk.restore();
            return desk;
          },
        },
        {
          provide: AgentLink,
          inject: [AssignmentDesk],
          useFactory: (desk: AssignmentDesk) => agentLink(config, options, state.identity, desk),
        },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#desk.stop();
    await Promise.race([this.#worker.close(), pause(STOP_TIMEOUT, undefined, { ref: false })]);
    await this.#ledger.close();
  }
}

function encodingWorker({ worker }: AgentOptions, site: string): EncodingWorker {
  return 'contributeEncoded' in worker ? worker : encodingInline(worker, site);
}

function assignmentKeeper(
  { inputsSha256 = '', dictionarySha256, logger }: AgentOptions,
  { path }: StateFolder,
): AssignmentKeeper {
  const inputs = [SOFTWARE_VERSION, dictionarySha256, inputsSha256].join(' ');
  return new AssignmentKeeper({ folder: path, inputs, log: (words) => logger.log(words) });
}

function agentLink(
  config: AgentConfig,
  options: AgentOptions,
  { stateId, startNumber }: AgentIdentity,
  desk: AssignmentDesk,
): AgentLink {
  const instanceId = randomUUID();
  const { initialDelay, maxDelay } = config.retry;
  const random = RandomStream.derive(options.jitterSeed ?? instanceId, 'dial', config.site);
  return new AgentLink({
    config,
    desk,
    hello: {
      protocolVersion: PROTOCOL_VERSION,
      softwareVersion: SOFTWARE_VERSION,
      study: config.study,
      site: config.site,
      instanceId,
      stateId,
      startNumber,
      dictionarySha256: fromHex(options.dictionarySha256),
    },
    backoff: new Backoff(initialDelay, maxDelay, random),
    now: () => performance.now(),
    log: (words) => options.logger.log(words),
    signal: options.signal ?? new AbortController().signal,
  });
}
