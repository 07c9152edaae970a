import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CohortloomError } from '#errors/cohortloom-error';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import { RoundEngine } from '#federation/rounds/engine/round-engine';
import type { RoundGate } from '#federation/rounds/ports';
import type { RoundPolicy } from '#federation/rounds/policy';
import type { RoundRunner } from '#federation/rounds/round';
import type { RoundStatus } from '#federation/rounds/status';
import { GoodbyeReason } from '#protocol/gen/cohortloom/v1/membership_pb';
import { letHeapGrow } from '#protocol/transfer/heap-growth';
import type { Seed } from '#random/random-stream';
import type { BlobStore } from '#storage/ports/blob-store';
import type { RoundJournal } from '#storage/ports/round-journal';
import type { CoordinatorConfig } from './config/coordinator-config.ts';
import { CoordinatorModule } from './coordinator.module.ts';
import { CoordinatorServer } from './server/coordinator-server.ts';
import { WaitReporter } from './wait-reporter.ts';

/** How long a pipeline may take to end when the coordinator is stopped, milliseconds. */
const STOP_TIMEOUT = 5_000;

/** What a study's pipeline has to work with. */
export interface StudyContext {
  readonly rounds: RoundRunner;
  readonly ledger: DisclosureLedger;
  /** Aborts when the coordinator is stopped. */
  readonly signal: AbortSignal;
  /** Where the agents dial to; the port that was given if the configuration said 0. */
  readonly address: string;
  /** Tells every connected site one sentence about the study. */
  announce(words: string): void;
}

export interface CoordinatorOptions<Result> {
  /** SHA-256 of the study's data dictionary, lower-case hex; agents with another are refused. */
  readonly dictionarySha256: string;
  readonly studySeed: Seed;
  /** Which rounds follow which. Its result is the coordinator's. */
  readonly pipeline: (context: StudyContext) => Promise<Result>;
  /** Round policy; the quorum defaults to all sites. */
  readonly policy?: Partial<RoundPolicy>;
  /** Where rounds are kept; in memory by default. */
  readonly stores?: { readonly journal: RoundJournal; readonly blobs: BlobStore };
  /** While it is closed, nothing more is asked of the sites; they stay connected. */
  readonly gate?: RoundGate;
  /** Whether blobs that no restart will ask for may be deleted now. */
  readonly mayDelete?: () => Promise<boolean>;
  readonly logger: LoggerService;
  /** Stops the coordinator: agents are told, the pipeline's round ends, its reason (or CL-ROUND-006) is thrown. */
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: RoundStatus) => void;
}

/**
 * Hosts one study: listens, takes agents in, runs the pipeline, tells the agents how it ended.
 * @throws CL-CONF-002 plaintext off loopback, CL-IO-001 certificate not readable, CL-IO-003 port in use, CL-ROUND-006
 * stopped by `signal`, and whatever the pipeline throws
 */
export async function runCoordinator<Result>(
  config: CoordinatorConfig,
  options: CoordinatorOptions<Result>,
): Promise<Result> {
  letHeapGrow();
  const app = await NestFactory.createApplicationContext(CoordinatorModule.forStudy(config, options), {
    logger: false,
    abortOnError: false,
  });
  const server = app.get(CoordinatorServer);
  const engine = app.get(RoundEngine);
  const reporter = new WaitReporter(engine, (words) => options.logger.log(words));
  try {
    const address = await server.start();
    options.logger.log(
      `Study ${config.study} listens on ${address} for ${config.sites.map(({ name }) => name).join(', ')}.`,
    );
    reporter.start();
    const signal = options.signal ?? new AbortController().signal;
    const announce = (words: string) => server.announce(words);
    const ledger = app.get(DisclosureLedger);
    const study = options.pipeline({ rounds: engine, ledger, signal, address, announce });
    const result = await Promise.race([study, overdue(signal, config.study)]);
    await server.stop(GoodbyeReason.STUDY_FINISHED);
    return result;
  } catch (reason) {
    throw await sayWhy(server, CohortloomError.from(stopReason(options.signal) ?? reason));
  } finally {
    reporter.stop();
    await app.close();
  }
}

/** Rejects when the coordinator was stopped and its pipeline hasn't come to an end in time. */
async function overdue(signal: AbortSignal, study: string): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  await pause(STOP_TIMEOUT, undefined, { ref: false });
  throw (
    stopReason(signal) ??
    new CohortloomError('CL-ROUND-006', {
      what: 'The study was interrupted.',
      where: { study },
      todo: 'Start the coordinator again to go on with it.',
    })
  );
}

/** Why the coordinator was stopped, where that is more than that somebody did. */
function stopReason(signal: AbortSignal | undefined): CohortloomError | undefined {
  return signal?.reason instanceof CohortloomError ? signal.reason : undefined;
}

/**
 * A coordinator that was stopped may come back, as may one that lacks its disk or its database, and one that has lost the
 * lead has a successor: agents wait for it. A study that failed won't go on.
 */
async function sayWhy(server: CoordinatorServer, error: CohortloomError): Promise<CohortloomError> {
  const stopped = error.code === 'CL-ROUND-006' || error.code === 'CL-ROUND-007' || error.code.startsWith('CL-IO-');
  await server.stop(stopped ? GoodbyeReason.COORDINATOR_STOPPED : GoodbyeReason.STUDY_FAILED, error);
  return error;
}
