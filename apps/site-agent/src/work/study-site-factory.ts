import { randomUUID } from 'node:crypto';
import type { EngineChoice } from '#compute/engine/select-engine';
import { selectEngine } from '#compute/engine/select-engine';
import type { SiteWorker } from '#federation/rounds/round';
import { RandomStream } from '#random/random-stream';
import { AssessmentReader } from '#study/site/assessment-reader';
import { StudySiteWorker } from '#study/site/study-site-worker';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/** All that a study's worker needs, fit to be handed to a thread. */
export interface StudySiteFactoryOptions {
  readonly site: string;
  readonly dictionary: DataDictionary;
  readonly table: Table;
  readonly engine: EngineChoice;
}

/** Makes the worker inside the thread that it computes in. Which of the forests' trees it checks nobody else can know. */
export async function createStudySiteWorker(options: StudySiteFactoryOptions): Promise<SiteWorker> {
  const { engine, ...site } = options;
  const assessments = new AssessmentReader(new RandomStream(randomUUID()));
  return new StudySiteWorker({ ...site, engine: () => selectEngine(engine), assessments });
}
