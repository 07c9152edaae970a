import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { SiteWorker } from '#federation/rounds/round';
import { letHeapGrow } from '#protocol/transfer/heap-growth';
import type { Seed } from '#random/random-stream';
import { AgentModule } from './agent.module.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { AgentLink } from './link/agent-link.ts';
import { StateFolder } from './state/state-folder.ts';
import type { EncodingWorker } from './work/encoding-worker.ts';

export interface AgentOptions {
  /** SHA-256 of the site's data dictionary, lower-case hex. */
  readonly dictionarySha256: string;
  /**
   * SHA-256 of what decides contributions beside the assignments: rows, engine. What an earlier process computed from other
   * inputs isn't used. Empty by default: they never change.
   */
  readonly inputsSha256?: string;
  /** Computes contributions; a `ThreadedSiteWorker` keeps the heartbeats going while it does. */
  readonly worker: SiteWorker | EncodingWorker;
  readonly logger: LoggerService;
  /** Stops the agent: the coordinator is told and CL-ROUND-006 is thrown. */
  readonly signal?: AbortSignal;
  /** Seed of the jitter between dials; drawn anew for each process by default, so that agents don't dial in step. */
  readonly jitterSeed?: Seed;
}

/**
 * Serves one study as one site: dials the coordinator until it answers, computes what it asks, and returns when the
 * study has finished.
 * @throws CL-CONF-002 plaintext off loopback, CL-CONF-003 name taken, CL-CONF-004 site unknown, CL-CONF-006 token wrong,
 * CL-DICT-002 other dictionary, CL-NET-001 other version, CL-NET-002 unreachable for too long, CL-NET-005 certificate
 * not trusted, CL-IO-002 data folder not writable, CL-IO-007 used by another agent, CL-ROUND-006 stopped by `signal`, or what the study failed with
 */
export async function runAgent(config: AgentConfig, options: AgentOptions): Promise<void> {
  letHeapGrow();
  const state = await StateFolder.open(config.dataFolder, (words) => options.logger.log(words));
  try {
    await serve(config, options, state);
  } finally {
    await state.close();
  }
}

async function serve(config: AgentConfig, options: AgentOptions, state: StateFolder): Promise<void> {
  const app = await NestFactory.createApplicationContext(AgentModule.forSite(config, options, state), {
    logger: false,
    abortOnError: false,
  });
  try {
    await app.get(AgentLink).serve();
    options.logger.log('The study has finished.');
  } finally {
    await app.close();
  }
}
