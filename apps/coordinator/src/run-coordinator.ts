import type { LoggerService } from '@nestjs/common';
import type { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import type { RoundPolicy } from '#federation/rounds/policy';
import type { RoundRunner } from '#federation/rounds/round';
import type { RoundStatus } from '#federation/rounds/status';
import type { Seed } from '#random/random-stream';
import type { BlobStore } from '#storage/ports/blob-store';
import type { RoundJournal } from '#storage/ports/round-journal';
import type { CoordinatorConfig } from './config/coordinator-config.ts';

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
  readonly logger: LoggerService;
  /** Stops the coordinator: agents are told, the pipeline's round ends, CL-ROUND-006 is thrown. */
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: RoundStatus) => void;
}

/**
 * Hosts one study: listens, takes agents in, runs the pipeline, tells the agents how it ended.
 * @throws CL-CONF-002 plaintext off loopback, CL-IO-001 certificate not readable, CL-IO-003 port in use, CL-ROUND-006
 * stopped by `signal`, and whatever the pipeline throws
 */
export declare function runCoordinator<Result>(
  config: CoordinatorConfig,
  options: CoordinatorOptions<Result>,
): Promise<Result>;
