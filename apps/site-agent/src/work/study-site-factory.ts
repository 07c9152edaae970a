import type { EngineChoice } from '#compute/engine/select-engine';
import { selectEngine } from '#compute/engine/select-engine';
import type { SiteWorker } from '#federation/rounds/round';
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

/** Makes the worker inside the thread that it computes in. */
export async function createStudySiteWorker(options: StudySiteFactoryOptions): Promise<SiteWorker> {
  const { engine, ...site } = options;
  return new StudySiteWorker({ ...site, engine: () => selectEngine(engine) });
}
