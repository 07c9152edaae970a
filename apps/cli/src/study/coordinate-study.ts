import type { LoggerService } from '@nestjs/common';
import type { CoordinatorConfig } from '#coordinator/config/coordinator-config';
import { processName, whileLeading } from '#coordinator/lead/while-leading';
import { type CoordinatorOptions, runCoordinator, type StudyContext } from '#coordinator/run-coordinator';
import type { Engine } from '#compute/engine/engine';
import type { EngineChoice } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import type { Lease } from '#storage/ports/lease-store';
import type { JsonValue } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import { RecordedBlobs } from '#storage/recorded-blobs';
import { runStudy } from '#study/coordinator/run-study';
import { forgetBlobs, hasTwin } from '#study/life/forget-blobs';
import { leaderSince } from '#study/life/leader-since';
import { StudyLead } from '#study/life/study-lead';
import { observers, type StudyObserver } from '#study/observer';
import { prepareOutputFolder } from '#study/release/output-folder';
import { type Release, releaseStudy } from '#study/release/release-study';
import type { StudyDeclaration } from '#study/study-declaration';
import type { DataDictionary } from '#tabular/dictionary';
import { dictionaryHash } from '#tabular/dictionary-hash';
import { createPagePrinter } from '../pdf/page-printer.ts';
import { engineOfModels } from './engine-of-models.ts';
import { EnrolmentView } from './enrolment-view.ts';
import { runRecord } from './run-record.ts';
import { StudyOutput } from './study-output.ts';

export interface CoordinatedStudy {
  readonly config: CoordinatorConfig;
  readonly declaration: StudyDeclaration;
  readonly dictionary: DataDictionary;
  /** Folder of the release. */
  readonly output: string;
  readonly engine: EngineChoice;
  /** Where the study is kept, so that it goes on after a restart, here or elsewhere; in memory by default. */
  readonly stores?: Stores;
  readonly logger: LoggerService;
  readonly observer: StudyObserver;
  readonly signal: AbortSignal;
  /** Called when agents can dial in. */
  readonly onListening?: (address: string) => void;
}

interface LedStudy extends CoordinatedStudy {
  readonly stores: Stores & { readonly blobs: RecordedBlobs };
  readonly folder: StudyOutput;
  readonly compute: Engine | undefined;
  /** Whether another process led before. */
  readonly succeeds: boolean;
}

/** Hosts a study over gRPC from the first agent to the written release, whenever no other process does. */
export async function coordinateStudy(study: CoordinatedStudy): Promise<Release> {
  const { config, declaration, logger, signal } = study;
  await prepareOutputFolder(study.output);
  const compute = await engineOfModels(declaration, study.engine);
  const kept = study.stores ?? memoryStores(SYSTEM_CLOCK);
  // Over all times that this process leads: it may learn only in the next that the study was withdrawn in the last.
  const stores = { ...kept, blobs: new RecordedBlobs(kept.blobs) };
  const folder = new StudyOutput(study.output);
  const leadership = {
    leases: stores.leases,
    study: declaration.name,
    holder: processName(),
    clock: SYSTEM_CLOCK,
    ttl: config.leaseTtl,
    leadsSince: (holder: string) => leaderSince(stores.studies, declaration.name, holder),
    log: (words: string) => logger.log(words),
    signal,
  };
  return whileLeading(leadership, (lease, led, succeeds) =>
    leadStudy({ ...study, stores, folder, compute, signal: led, succeeds }, lease),
  );
}

async function leadStudy(study: LedStudy, lease: Lease): Promise<Release> {
  const { declaration, dictionary, stores, logger } = study;
  const journal = new FencedJournal(stores.journal, lease);
  const dictionarySha256 = dictionaryHash(dictionary);
  const announcements: ((words: string) => void)[] = [(words) => logger.log(words)];
  const taking = StudyLead.take(
    {
      id: declaration.name,
      studies: stores.studies,
      journal,
      lease,
      clock: SYSTEM_CLOCK,
      succeeds: study.succeeds,
      announce: (words) => announcements.forEach((announce) => announce(words)),
    },
    { ...declaration, dictionarySha256 } as unknown as JsonValue,
  );
  const lead = await taking.catch(async (reason: unknown) => {
    // Whoever was to do so may have died.
    if (CohortloomError.from(reason).code === 'CL-ROUND-008') await forget(study, dictionarySha256);
    throw reason;
  });
  try {
    return await runLed(study, lead, {
      dictionarySha256,
      stores: { journal, blobs: stores.blobs },
      mayDelete: async () =>
        (await isHeld(lease, stores)) && !(await hasTwin(declaration.name, dictionarySha256, stores)),
      onAnnounce: (announce) => announcements.push(announce),
    });
  } catch (reason) {
    await lead.failed(CohortloomError.from(reason));
    if (lead.state.name === 'withdrawn') await forget(study, dictionarySha256);
    throw reason;
  } finally {
    await lead.end();
  }
}

/** Of a withdrawn study nothing stays but its history. What a twin that goes on is about to name too is left for a sweep. */
async function forget(study: LedStudy, dictionarySha256: string): Promise<void> {
  const { stores } = study;
  const { name } = study.declaration;
  await study.folder.retract();
  const isOwn = !(await hasTwin(name, dictionarySha256, stores));
  await forgetBlobs(name, stores, isOwn ? stores.blobs.stored : []);
}

/** Deleting isn't fenced: a leader that was held up for long must not take from its successor what that needs. */
async function isHeld({ study, token }: Lease, { leases }: Stores): Promise<boolean> {
  return (await leases.current(study))?.token === token;
}

interface Hosting extends Pick<CoordinatorOptions<Release>, 'dictionarySha256' | 'stores' | 'mayDelete'> {
  /** Handed the way to tell all connected sites something. */
  readonly onAnnounce: (announce: (words: string) => void) => void;
}

async function runLed(study: LedStudy, lead: StudyLead, hosting: Hosting): Promise<Release> {
  const { config, declaration, logger } = study;
  const { onAnnounce, ...options } = hosting;
  const observer = new EnrolmentView(observers(study.observer, lead), declaration.sites.length);
  const signal = AbortSignal.any([study.signal, lead.signal]);
  return runCoordinator(config, {
    ...options,
    studySeed: declaration.seed,
    policy: {
      quorum: declaration.quorum,
      progressTimeout: 1000 * declaration.rounds.progressTimeoutSeconds,
      quorumDeadline: 1000 * declaration.rounds.quorumDeadlineSeconds,
      gatherTimeout: 1000 * declaration.rounds.gatherTimeoutSeconds,
    },
    gate: lead.gate,
    logger,
    signal,
    onStatus: (status) => {
      observer.onStatus(status);
      lead.onStatus(status);
    },
    pipeline: async (context) => {
      onAnnounce((words) => context.announce(words));
      study.onListening?.(context.address);
      const release = await runPipeline({ ...study, observer, signal }, lead, context);
      await lead.released();
      return release;
    },
  });
}

async function runPipeline(study: LedStudy, lead: StudyLead, { rounds, ledger }: StudyContext): Promise<Release> {
  const { declaration, dictionary, compute: engine, observer, output: folder, signal } = study;
  const startedAt = new Date();
  const result = await runStudy(declaration, dictionary, { rounds, engine, observer, signal });
  await lead.review(signal);
  const run = runRecord(engine, startedAt, ledger.disclosures());
  const print = createPagePrinter({ signal });
  return study.folder.release(releaseStudy({ declaration, dictionary, result, run, folder, observer, print }));
}
