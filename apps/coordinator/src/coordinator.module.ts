import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import { RoundEngine } from '#federation/rounds/engine/round-engine';
import { DEFAULT_POLICY } from '#federation/rounds/policy';
import { STEADY_CLOCK } from '#federation/rounds/steady-clock';
import { GoodbyeReason } from '#protocol/gen/cohortloom/v1/membership_pb';
import { PROTOCOL_VERSION, SOFTWARE_VERSION } from '#protocol/version';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import type { CoordinatorConfig } from './config/coordinator-config.ts';
import { Membership } from './membership/membership.ts';
import type { CoordinatorOptions } from './run-coordinator.ts';
import { CoordinatorServer } from './server/coordinator-server.ts';
import { SessionTransport } from './sessions/session-transport.ts';
import type { SiteSession } from './sessions/site-session.ts';
import { UploadDesk } from './uploads/upload-desk.ts';

/** An agent that misses this many heartbeats counts as gone. */
const MISSED_HEARTBEATS = 3;

/** One study's coordinator: membership, uploads, the round engine, and the server that binds them to the network. */
@Module({})
export class CoordinatorModule implements OnApplicationShutdown {
  readonly #server: CoordinatorServer;

  constructor(@Inject(CoordinatorServer) server: CoordinatorServer) {
    this.#server = server;
  }

  static forStudy(config: CoordinatorConfig, options: CoordinatorOptions<unknown>): DynamicModule {
    return {
      module: CoordinatorModule,
      providers: [
        { provide: Membership, useFactory: () => new Membership(MISSED_HEARTBEATS * config.heartbeatInterval) },
        { provide: UploadDesk, useFactory: () => new UploadDesk(config.limits.stagingBytes, options.stores?.blobs) },
        { provide: DisclosureLedger, useFactory: () => new DisclosureLedger() },
        {
          provide: RoundEngine,
          inject: [Membership, DisclosureLedger],
          useFactory: (membership: Membership<SiteSession>, ledger: DisclosureLedger) =>
            roundEngine(config, options, membership, ledger),
        },
        {
          provide: CoordinatorServer,
          inject: [Membership, UploadDesk, RoundEngine],
          useFactory: (membership: Membership<SiteSession>, uploads: UploadDesk, engine: RoundEngine) =>
            coordinatorServer(config, options, membership, uploads, engine),
        },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#server.stop(GoodbyeReason.COORDINATOR_STOPPED);
  }
}

function roundEngine(
  config: CoordinatorConfig,
  options: CoordinatorOptions<unknown>,
  membership: Membership<SiteSession>,
  ledger: DisclosureLedger,
): RoundEngine {
  const { studySeed, policy, stores, gate, mayDelete, signal, onStatus } = options;
  const sites = config.sites.map(({ name }) => name);
  return new RoundEngine({
    study: config.study,
    studySeed,
    sites,
    policy: { ...DEFAULT_POLICY, quorum: sites.length, ...policy },
    clock: STEADY_CLOCK,
    transport: new SessionTransport(membership, signal),
    journal: stores?.journal ?? new MemoryRoundJournal(),
    blobs: stores?.blobs ?? new MemoryBlobStore(),
    ledger,
    gate,
    mayDelete,
    signal,
    onDamage: (words) => options.logger.warn(words),
    onStatus,
  });
}

function coordinatorServer(
  config: CoordinatorConfig,
  { dictionarySha256, logger }: CoordinatorOptions<unknown>,
  membership: Membership<SiteSession>,
  uploads: UploadDesk,
  events: RoundEngine,
): CoordinatorServer {
  const version = { protocol: PROTOCOL_VERSION, software: SOFTWARE_VERSION };
  return new CoordinatorServer({
    config,
    rules: { version, study: config.study, sites: config.sites, dictionarySha256 },
    membership,
    uploads,
    events,
    now: () => STEADY_CLOCK.now(),
    log: (words) => logger.log(words),
  });
}
