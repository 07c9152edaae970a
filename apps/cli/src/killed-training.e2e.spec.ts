import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Harness } from '#coordinator/testing/harness';
import { selectEngine } from '#compute/engine/select-engine';
import type { RoundRequest } from '#federation/rounds/round';
import { createCtabganPlus } from '#generators/ctabgan-plus/ctabgan-plus';
import { parseHyperparameters } from '#generators/ctabgan-plus/hyperparameters';
import { RandomStream } from '#random/random-stream';
import { AssessmentReader } from '#study/site/assessment-reader';
import { encodeSiteTask } from '#study/site-task';
import { StudySiteWorker } from '#study/site/study-site-worker';
import { exactSum } from '#sums/exact-sum';
import { readTable } from '#tabular/csv/read-table';
import { dictionaryHash } from '#tabular/dictionary-hash';
import { readDictionary } from '#tabular/dictionary-reading';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import { SAMPLE, writeScratch } from './testing/fixtures.ts';
import { endAll, startCli } from './testing/run-cli.ts';

const STEPS = 200;
const SMALL = { generatorWidths: [32], criticWidths: [32], classifierWidths: [8], batchSize: 32 };
const SITE = 'a';

let harness: Harness;

beforeEach(async () => {
  harness = new Harness();
  await harness.open();
});

afterEach(async () => {
  endAll();
  await harness.close();
});

const dictionary = await readDictionary(SAMPLE('datapackage.json'));
const table = await readTable(SAMPLE('a.csv'), dictionary);
const engine = await selectEngine();

it('an agent that is killed while it trains goes on at its step, and contributes the same bytes', async () => {
  const request = await trainingRound();
  const assessments = new AssessmentReader(new RandomStream('checked trees'));
  const worker = new StudySiteWorker({ site: SITE, dictionary, table, engine: async () => engine, assessments });
  const calm = hostOf(request);
  const dictionarySha256 = dictionaryHash(dictionary);
  harness.agent(await calm.address, SITE, { worker, dictionarySha256 }, { dataFolder: harness.path('calm') });
  const [{ sha256: expected }] = (await calm.result).participants;

  const study = hostOf(request);
  const config = await agentConfig(await study.address);
  const killed = startCli(['agent', '--config', config]);
  while (!existsSync(harness.path('data', 'state', 'checkpoint'))) await pause(5);
  killed.child.kill('SIGKILL');
  await killed.finished;
  const successor = startCli(['agent', '--config', config]);
  expect((await study.result).participants).toMatchObject([{ site: SITE, sha256: expected }]);
  const { exitCode, stdout } = await successor.finished;
  expect(exitCode).toBe(0);
  const [, step] = /round 0 goes on at (\d+) of 200\./.exec(stdout) ?? [];
  expect(Number(step)).toBeGreaterThan(0);
});

/** The first training round of a study of this one site. */
async function trainingRound(): Promise<RoundRequest> {
  const contributions = new Map([[SITE, contributeProfile(dictionary, table)]]);
  const profile = readProfile(dictionary, exactSum(profileLayout(dictionary), contributions));
  const hyperparameters = parseHyperparameters({ ...SMALL, rounds: 1, localSteps: STEPS });
  const generator = createCtabganPlus({ dictionary, engine, setup: { profile, hyperparameters } });
  const state = await generator.init('seed');
  const payload = generator.broadcast(state);
  return {
    kind: 'train',
    task: generator.name,
    broadcast: encodeSiteTask({ setup: { seed: 'seed', holdOut: 0 }, payload }),
    layout: generator.layout(state),
  };
}

function hostOf(request: RoundRequest) {
  const options = { dictionarySha256: dictionaryHash(dictionary) };
  return harness.coordinator([SITE], ({ rounds }) => rounds.run(request), { heartbeatInterval: 5_000 }, options);
}

function agentConfig(address: string): Promise<string> {
  const settings = {
    coordinator: address,
    study: 'echo',
    site: SITE,
    table: SAMPLE('a.csv'),
    dictionary: SAMPLE('datapackage.json'),
    dataFolder: harness.path('data'),
    checkpointInterval: 0,
  };
  return writeScratch(harness.path(), 'agent.yaml', JSON.stringify(settings));
}
