import type { Engine } from '#compute/engine/engine';
import type { Disclosure } from '#federation/disclosures/disclosure';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import type { EncodingSiteWorker } from '#federation/rounds/in-process/in-process-transport';
import { InProcessRoundRunner } from '#federation/rounds/in-process/in-process-round-runner';
import { requireEngine } from '#generators/generator-kind';
import { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { runStudy, type StudyResult } from './coordinator/run-study.ts';
import type { StudyObserver } from './observer.ts';
import { AssessmentReader } from './site/assessment-reader.ts';
import { StudySiteWorker } from './site/study-site-worker.ts';
import type { StudyDeclaration } from './study-declaration.ts';

export interface Simulation {
  readonly declaration: StudyDeclaration;
  readonly dictionary: DataDictionary;
  /** Each site's rows, by the sites' names in the declaration. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Needed by some generators only. */
  readonly engine?: Engine;
  /** Sites that work elsewhere than in this thread, by name, and how many at a time; default: all here, one at a time. */
  readonly elsewhere?: { readonly workers: ReadonlyMap<string, EncodingSiteWorker>; readonly concurrency: number };
  readonly observer: StudyObserver;
  readonly signal?: AbortSignal;
}

export interface SimulatedStudy {
  readonly result: StudyResult;
  readonly disclosures: readonly Disclosure[];
}

/** A study whose sites are all in this process: the same rounds, the same sums, the same cohort as over the wire. */
export async function simulateStudy(simulation: Simulation): Promise<SimulatedStudy> {
  const { declaration, dictionary, engine, elsewhere, observer, signal } = simulation;
  const ledger = new DisclosureLedger();
  const rounds = new InProcessRoundRunner({
    study: declaration.name,
    studySeed: declaration.seed,
    workers: elsewhere?.workers ?? workersHere(simulation),
    concurrency: elsewhere?.concurrency,
    quorum: declaration.quorum,
    ledger,
    signal,
  });
  const result = await runStudy(declaration, dictionary, { rounds, engine, observer, signal });
  return { result, disclosures: ledger.disclosures() };
}

function workersHere({ declaration, dictionary, tables, engine }: Simulation): Map<string, StudySiteWorker> {
  const assessments = new AssessmentReader(RandomStream.derive(declaration.seed, 'checked trees'));
  return new Map(
    [...tables].map(([site, table]) => [
      site,
      new StudySiteWorker({ site, dictionary, table, engine: async () => requireEngine(engine), assessments }),
    ]),
  );
}
