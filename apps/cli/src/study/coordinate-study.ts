import type { LoggerService } from '@nestjs/common';
import type { CoordinatorConfig } from '#coordinator/config/coordinator-config';
import { runCoordinator } from '#coordinator/run-coordinator';
import type { EngineChoice } from '#compute/engine/select-engine';
import type { BlobStore } from '#storage/ports/blob-store';
import type { RoundJournal } from '#storage/ports/round-journal';
import { runStudy } from '#study/coordinator/run-study';
import type { StudyObserver } from '#study/observer';
import { prepareOutputFolder } from '#study/release/output-folder';
import { type Release, releaseStudy } from '#study/release/release-study';
import type { StudyDeclaration } from '#study/study-declaration';
import type { DataDictionary } from '#tabular/dictionary';
import { dictionaryHash } from '#tabular/dictionary-hash';
import { createPagePrinter } from '../pdf/page-printer.ts';
import { engineOfModels } from './engine-of-models.ts';
import { EnrolmentView } from './enrolment-view.ts';
import { runRecord } from './run-record.ts';

export interface CoordinatedStudy {
  readonly config: CoordinatorConfig;
  readonly declaration: StudyDeclaration;
  readonly dictionary: DataDictionary;
  /** Folder of the release. */
  readonly output: string;
  readonly engine: EngineChoice;
  /** Where rounds are kept, so that a study goes on after a restart; in memory by default. */
  readonly stores?: { readonly journal: RoundJournal; readonly blobs: BlobStore };
  readonly logger: LoggerService;
  readonly observer: StudyObserver;
  readonly signal: AbortSignal;
  /** Called when agents can dial in. */
  readonly onListening?: (address: string) => void;
}

/** Hosts a study over gRPC from the first agent to the written release. */
export async function coordinateStudy(study: CoordinatedStudy): Promise<Release> {
  const { config, declaration, dictionary, logger, signal } = study;
  await prepareOutputFolder(study.output);
  const engine = await engineOfModels(declaration, study.engine);
  const observer = new EnrolmentView(study.observer, declaration.sites.length);
  const startedAt = new Date();
  return runCoordinator(config, {
    dictionarySha256: dictionaryHash(dictionary),
    studySeed: declaration.seed,
    policy: {
      quorum: declaration.quorum,
      progressTimeout: 1000 * declaration.rounds.progressTimeoutSeconds,
      quorumDeadline: 1000 * declaration.rounds.quorumDeadlineSeconds,
      gatherTimeout: 1000 * declaration.rounds.gatherTimeoutSeconds,
    },
    stores: study.stores,
    logger,
    signal,
    onStatus: (status) => observer.onStatus(status),
    pipeline: async ({ rounds, ledger, address }) => {
      study.onListening?.(address);
      const result = await runStudy(declaration, dictionary, { rounds, engine, observer, signal });
      const run = runRecord(engine, startedAt, ledger.disclosures());
      const print = createPagePrinter({ signal });
      return releaseStudy({ declaration, dictionary, result, run, folder: study.output, observer, print });
    },
  });
}
