/**
 * What federation costs: CTAB-GAN+ (or another --model) trained on the fixed split of the AMLSG cohort pooled, by trial, by centre and at each
 * trial alone, before and after calibration. Run: npm run bench:federation -- [--model NAME]
 * [--seeds N] [--cases a,b] [--quick] [--strategy NAME] [--set JSON] [--threads N] [--results FILE]. With a file (JSON lines) studies that it holds aren't run
 * again, so that a long benchmark can be stopped and gone on with.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GENERATOR_NAMES, isGeneratorName } from '#generators/generator-names';
import { benchAmlsg } from './amlsg-models.ts';
import { ceilingScores, floorScores, halfScores } from './baselines.ts';
import { benchCases } from './cases.ts';
import { halvesVerdicts } from './halves-verdicts.ts';
import { leakageTable, scoreTable } from './print-table.ts';
import { runJobs } from './run-jobs.ts';
import type { JobRequest, JobResult } from './study-job.ts';
import { verdicts } from './verdicts.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'ctabgan-plus' },
    seeds: { type: 'string', default: '3' },
    cases: { type: 'string' },
    quick: { type: 'boolean', default: false },
    strategy: { type: 'string' },
    set: { type: 'string', default: '{}' },
    threads: { type: 'string', default: '2' },
    results: { type: 'string' },
  },
});

/** For CTAB-GAN+. */
const QUICK = { rounds: 5, localSteps: 40 };

if (!isGeneratorName(options.model))
  throw new RangeError(`--model ${options.model} is none of ${GENERATOR_NAMES.join(', ')}`);
const model = options.model;

async function main(): Promise<void> {
  const amlsg = await benchAmlsg();
  if (amlsg === undefined) {
    console.log('The AMLSG cohort is not here (COHORTLOOM_AMLSG names its folder): skipped.');
    console.log(JSON.stringify({ bench: 'federation', results: [] }));
    return;
  }
  const wanted = options.cases?.split(',');
  const cases = benchCases(amlsg, model).filter(
    ({ name, role }) => !wanted || wanted.includes(name) || wanted.includes(role),
  );
  const settings = {
    ...(options.strategy !== undefined && { strategy: options.strategy }),
    ...(options.quick && model === 'ctabgan-plus' ? QUICK : {}),
    ...JSON.parse(options.set),
  };
  const seeds = Array.from({ length: options.quick ? 1 : Number(options.seeds) }, (_, seed) => `seed ${seed + 1}`);
  const jobs = cases.flatMap(({ name }) =>
    seeds.map((seed): JobRequest => ({ model, caseName: name, seed, settings })),
  );
  const known = savedResults(jobs);
  const missing = jobs.filter((job) => !known.some((result) => isOf(result, job)));
  const results = [...known, ...(await runJobs(missing, Number(options.threads), reportJob))];
  console.log(`\n${scoreTable(cases, results, floorScores(amlsg), ceilingScores(amlsg))}\n`);
  console.log(`${leakageTable(cases, results)}\n`);
  const lines = verdicts(model, results) ?? halvesVerdicts(results, halfScores(amlsg));
  for (const { case: title, value, target, met } of lines) {
    console.log(`${met ? 'met     ' : 'missed  '}${title}: ${value} (target ${target})`);
  }
  console.log(JSON.stringify({ bench: 'federation', results: lines }));
}

function savedResults(jobs: readonly JobRequest[]): JobResult[] {
  if (options.results === undefined || !existsSync(options.results)) return [];
  const lines = readFileSync(options.results, 'utf8').trim().split('\n').filter(Boolean);
  const saved = lines.map((text): JobResult => JSON.parse(text));
  return saved.filter((result) => jobs.some((job) => isOf(result, job)));
}

function isOf(result: JobResult, job: JobRequest): boolean {
  return (result.model ?? 'ctabgan-plus') === job.model && result.caseName === job.caseName && result.seed === job.seed;
}

function reportJob(result: JobResult): void {
  if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify(result)}\n`);
  const { caseName, seed, trainingSeconds, effectiveSampleSize, megabytesUp } = result;
  console.log(
    `${caseName}, ${seed}: ${trainingSeconds.toFixed(0)} s of training, ${megabytesUp.toFixed(0)} MB up per site, ` +
      `effective sample size ${effectiveSampleSize.toFixed(0)}`,
  );
}

await main();
