import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import { InProcessRoundRunner } from '#federation/rounds/in-process/in-process-round-runner';
import type { SiteWorker } from '#federation/rounds/round';
import { requireEngine } from '#generators/generator-kind';
import { RandomStream } from '#random/random-stream';
import { MemoryBlobStore } from '#storage/memory/memory-blob-store';
import { MemoryRoundJournal } from '#storage/memory/memory-round-journal';
import { DICTIONARY, randomCohort } from '../../evaluation/testing/random-cohort.ts';
import { readTable } from '#tabular/csv/read-table';
import { formatCsv } from '#tabular/csv/write-csv';
import type { DataDictionary } from '#tabular/dictionary';
import { readDictionary } from '#tabular/dictionary-reading';
import type { Table } from '#tabular/table';
import { releasedOf, runStudy, type StudyResult } from './coordinator/run-study.ts';
import { releaseStudy } from './release/release-study.ts';
import { silentObserver } from './observer.ts';
import { AssessmentReader } from './site/assessment-reader.ts';
import { StudySiteWorker } from './site/study-site-worker.ts';
import { checkStudyDeclaration } from './study-declaration.ts';

const NETWORK = {
  name: 'ctabgan-plus',
  hyperparameters: {
    rounds: 2,
    localSteps: 3,
    generatorWidths: [24],
    criticWidths: [24],
    classifierWidths: [8],
    batchSize: 16,
  },
};
const TREES = { name: 'sequential-trees', hyperparameters: {} };
const SITES = ['a', 'b', 'c'];

interface Data {
  readonly dictionary: DataDictionary;
  readonly tables: ReadonlyMap<string, Table>;
}

/** Few columns, so that an assessment takes little time. */
const SMALL: Data = { dictionary: DICTIONARY, tables: new Map(SITES.map((site) => [site, randomCohort(60, site)])) };
let sample: Data;
let engine: Engine;

beforeAll(async () => {
  const dictionary = await readDictionary('samples/aml/datapackage.json');
  const tables = new Map(
    await Promise.all(
      SITES.map(async (site) => [site, await readTable(`samples/aml/${site}.csv`, dictionary)] as const),
    ),
  );
  sample = { dictionary, tables };
  engine = await selectEngine();
});

class KeptBlobs extends MemoryBlobStore {
  override readonly isDurable = true;
}

const newStores = () => ({ journal: new MemoryRoundJournal(), blobs: new KeptBlobs() });

interface Run {
  readonly stores?: ReturnType<typeof newStores>;
  readonly signal?: AbortSignal;
  /** Models that no site can train. */
  readonly impossible?: readonly string[];
  readonly onAssignment?: (kind: string, task: string) => void;
  readonly noted?: (what: string) => void;
}

function declare(models: readonly object[]) {
  return checkStudyDeclaration({ name: 'several', sites: SITES, models, synthetic: { rows: 100, poolFactor: 5 } });
}

async function study(models: readonly object[], run: Run = {}, { dictionary, tables }: Data = SMALL) {
  const { stores = newStores(), signal, impossible = [], onAssignment, noted = () => {} } = run;
  const declaration = declare(models);
  const assessments = new AssessmentReader(new RandomStream('checked trees'));
  const workerOf = (site: string, table: Table): SiteWorker => {
    const worker = new StudySiteWorker({
      site,
      dictionary,
      table,
      engine: async () => requireEngine(engine),
      assessments,
    });
    return {
      contribute: async (assignment, progress, stop) => {
        onAssignment?.(assignment.kind, assignment.task);
        if (impossible.includes(assignment.task) && assignment.round > 1) {
          throw new CohortloomError('CL-MODEL-001', { what: 'Training diverged.', todo: 'Lower the learning rate.' });
        }
        return worker.contribute(assignment, progress, stop);
      },
    };
  };
  const ledger = new DisclosureLedger();
  const rounds = new InProcessRoundRunner({
    study: declaration.name,
    studySeed: declaration.seed,
    workers: new Map([...tables].map(([site, table]) => [site, workerOf(site, table)])),
    ledger,
    signal,
    ...stores,
  });
  const observer = { ...silentObserver, noted };
  const result = await runStudy(declaration, dictionary, { rounds, engine, observer, signal });
  return { declaration, result, disclosures: ledger.disclosures() };
}

function csvs({ candidates }: StudyResult): string[] {
  return candidates.map(({ cohort }) => formatCsv(cohort.table, DICTIONARY));
}

describe('a study of several models', () => {
  let whole: ReturnType<typeof study> | undefined;

  it('profiles once, trains one after the other, assesses all in one round, and releases by its rule', async () => {
    const { result, disclosures } = await study([NETWORK, TREES], {}, sample);
    const rounds = new Map(disclosures.map(({ round, kind, task }) => [round, `${kind} ${task}`]));
    const tasks = [...rounds.values()];
    expect(tasks.slice(0, 3)).toEqual(['profile profile', 'train ctabgan-plus', 'train ctabgan-plus']);
    expect(new Set(tasks.slice(3, -1))).toEqual(new Set(['train sequential-trees']));
    expect(tasks.at(-1)).toBe('assess assess');
    expect([...rounds.keys()]).toEqual(tasks.map((_, round) => round));
    expect(result.candidates.map(({ id, name }) => [id, name])).toEqual([
      ['synthetic-1', 'ctabgan-plus'],
      ['synthetic-2', 'sequential-trees'],
    ]);
    const [network, trees] = result.candidates.map(({ assessment }) => assessment);
    expect(trees.rows).toEqual(network.rows);
    // But for clusters of synthetic rows, whose references are their own.
    const references = ({ scores }: typeof network) =>
      scores.filter(({ name }) => name !== 'k-means-coverage').map(({ name, ceiling }) => [name, ceiling]);
    expect(references(trees)).toEqual(references(network));
    // Networks of six steps are no match for trees.
    expect(releasedOf(result)?.name).toBe('sequential-trees');
    expect(result.decision?.sentence).toMatch(/^Released: sequential-trees \(\d+ %\), the best by more than noise/);
  });

  it('gives its first model the cohort of a study of its own', async () => {
    const { result } = await study([TREES, NETWORK]);
    const alone = await study([TREES]);
    expect(csvs(result)[0]).toBe(csvs(alone.result)[0]);
    expect(alone.result.decision).toBeUndefined();
    expect(releasedOf(alone.result)?.id).toBe('synthetic');
  });

  it.each([
    ['the first model', 'ctabgan-plus', 2],
    ['the second model', 'sequential-trees', 5],
    ['the assessment', 'assess', 0],
  ])('that was stopped in %s goes on where it was, with the same bytes', async (_, task, after) => {
    const undisturbed = await (whole ??= study([NETWORK, TREES]));
    const stores = newStores();
    const stop = new AbortController();
    let seen = 0;
    const stopped = study([NETWORK, TREES], {
      stores,
      signal: stop.signal,
      onAssignment: (_kind, own) => own === task && seen++ === after && stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'CL-ROUND-006' });
    const again: string[] = [];
    const resumed = await study([NETWORK, TREES], {
      stores,
      onAssignment: (kind, own) => again.push(`${kind} ${own}`),
    });
    expect(again).not.toContain('profile profile');
    expect(csvs(resumed.result)).toEqual(csvs(undisturbed.result));
    expect(resumed.result.decision).toEqual(undisturbed.result.decision);
    expect(resumed.disclosures).toEqual(undisturbed.disclosures);
  });

  it('goes on without a model that no site can train, says so, and does the same when it is resumed', async () => {
    const stores = newStores();
    const stop = new AbortController();
    const noted: string[] = [];
    const run = { stores, impossible: ['ctabgan-plus'], noted: (what: string) => void noted.push(what) };
    const stopped = study([NETWORK, TREES], {
      ...run,
      signal: stop.signal,
      onAssignment: (kind) => kind === 'assess' && stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'CL-ROUND-006' });
    expect(noted[0]).toMatch(
      /^ctabgan-plus: left out, the study goes on without it\. CL-ROUND-005 .*Training diverged/,
    );
    const { result, disclosures } = await study([NETWORK, TREES], run);
    expect(result.failed.map(({ name, failure }) => [name, failure.code])).toEqual([['ctabgan-plus', 'CL-ROUND-005']]);
    expect(result.candidates.map(({ name }) => name)).toEqual(['sequential-trees']);
    expect(result.decision?.sentence).toMatch(/Without a cohort: ctabgan-plus \(CL-ROUND-005\)\.$/);
    expect(disclosures.some(({ task }) => task === 'ctabgan-plus')).toBe(true);
  });

  it('writes the files of the released model alone, and leaves none of an earlier release beside them', async () => {
    const { declaration, result, disclosures } = await study([TREES, NETWORK]);
    const folder = await mkdtemp(join(tmpdir(), 'cohortloom-test-'));
    for (const name of ['generator.onnx', 'synthetic-ctabgan-plus.csv', 'notes.txt']) {
      await writeFile(join(folder, name), 'of an earlier release');
    }
    const now = new Date(0);
    const run = { engine: 'none', softwareVersion: '0', startedAt: now, finishedAt: now, disclosures };
    const release = (own: StudyResult) =>
      releaseStudy({ declaration, dictionary: DICTIONARY, result: own, run, folder, observer: silentObserver });
    const always = ['disclosures.json', 'notes.txt', 'report.html', 'report.json'];
    const { decision } = result;
    if (decision === undefined) throw new Error('a study of two decides');
    await release({ ...result, decision: { ...decision, released: 'synthetic-1' } });
    expect((await readdir(folder)).toSorted()).toEqual(
      [...always, 'datapackage.json', 'model.json', 'synthetic.csv'].toSorted(),
    );
    await release({ ...result, decision: { ...decision, released: null } });
    expect((await readdir(folder)).toSorted()).toEqual(always);
  });

  it('ends with the error of its last model where none can be made', async () => {
    const impossible = ['ctabgan-plus', 'sequential-trees'];
    await expect(study([NETWORK, TREES], { impossible })).rejects.toMatchObject({ code: 'CL-ROUND-005' });
  });

  it('ends with an error that is not of one model', async () => {
    const unreadable = new CohortloomError('CL-IO-002', { what: 'The disk is full.', todo: 'Free some space.' });
    const stores = newStores();
    stores.blobs.put = () => Promise.reject(unreadable);
    await expect(study([NETWORK, TREES], { stores })).rejects.toMatchObject({ code: 'CL-IO-002' });
  });
});
