import { selectEngine } from '#compute/engine/select-engine';
import { CALIBRATION_BINS, sampleCalibrated } from '#generators/calibration/calibrate';
import { sampleConstrained } from '#generators/calibration/constrained-sample';
import type { GeneratorName } from '#generators/generator-names';
import { generatorKind } from '#generators/generator-registry';
import { type PooledLeakage, pooledLeakage } from '#privacy/pooled-leakage';
import { profileMargins } from '#tabular/profile/margins';
import type { Amlsg } from '../../libs/tabular/testing/amlsg.ts';
import type { BenchCase } from './cases.ts';
import { summedProfile, trainInProcess } from '../../libs/generators/testing/in-process-study.ts';
import { scoreCohort, type Scores } from './score.ts';

export interface JobRequest {
  readonly model: GeneratorName;
  readonly caseName: string;
  readonly seed: string;
  /** Settings given on the command line, over those of the case. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface JobResult {
  readonly model: GeneratorName;
  readonly caseName: string;
  readonly seed: string;
  readonly before: Scores;
  readonly after: Scores;
  /** Of another calibrated cohort, with as many rows as a half of the training part: halves of the real one are so large. */
  readonly halfSized: Scores;
  /** Of the calibrated cohort. */
  readonly leakage: Pick<PooledLeakage, 'leakageCoefficient' | 'membershipAuc'>;
  readonly effectiveSampleSize: number;
  readonly trainingSeconds: number;
  readonly megabytesUp: number;
}

/** One study from the profile round to the scores of its cohorts, as large as the training part. */
export async function runStudyJob(amlsg: Amlsg, benchCase: BenchCase, request: JobRequest): Promise<JobResult> {
  const { dictionary, train, test } = amlsg;
  const { model, caseName, seed } = request;
  const kind = generatorKind(model);
  const engine = kind.needsEngine ? await selectEngine({ name: 'onnxruntime', threads: 1 }) : undefined;
  const started = performance.now();
  const profile = summedProfile(dictionary, benchCase.sites);
  const configured = kind.configure({ ...benchCase.settings, ...request.settings });
  const generator = configured.create(dictionary, profile, engine);
  const trained = await trainInProcess(generator, benchCase.sites, `${caseName} ${seed}`);
  const trainingSeconds = (performance.now() - started) / 1000;
  const n = train.rowCount;
  // Networks differ by their training; trees that don't must differ by their draws.
  const draw = (stage: string) => (kind.needsEngine ? stage : `${stage} ${seed}`);
  const plain = await sampleConstrained(trained.sample, dictionary, n, draw('before'));
  const pairs = generator.pairTables?.(trained.state);
  const margins = profileMargins(dictionary, profile, CALIBRATION_BINS);
  const calibrated = await sampleCalibrated(trained.sample, dictionary, margins, { n, pairs }, draw('after'));
  const halfSized = await sampleCalibrated(
    trained.sample,
    dictionary,
    margins,
    { n: Math.ceil(n / 2), pairs },
    draw('half-sized'),
  );
  const cohorts = { training: train, heldOut: test, synthetic: calibrated.table };
  return {
    model,
    caseName,
    seed,
    before: scoreCohort(amlsg, plain.table),
    after: scoreCohort(amlsg, calibrated.table),
    halfSized: scoreCohort(amlsg, halfSized.table),
    leakage: pooledLeakage(dictionary, cohorts, 'leakage'),
    effectiveSampleSize: calibrated.effectiveSampleSize,
    trainingSeconds,
    megabytesUp: trained.bytesUp / 1e6,
  };
}
