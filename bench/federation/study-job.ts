import { selectEngine } from '#compute/engine/select-engine';
import { CALIBRATION_BINS, sampleCalibrated } from '#generators/calibration/calibrate';
import { sampleConstrained } from '#generators/calibration/constrained-sample';
import { parseHyperparameters } from '#generators/ctabgan-plus/hyperparameters';
import { profileMargins } from '#tabular/profile/margins';
import type { Amlsg } from '../../libs/tabular/testing/amlsg.ts';
import type { BenchCase } from './cases.ts';
import { runInProcess } from '../../libs/generators/testing/in-process-study.ts';
import { scoreCohort, type Scores } from './score.ts';

export interface JobRequest {
  readonly caseName: string;
  readonly seed: string;
  /** Settings given on the command line, over those of the case. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface JobResult {
  readonly caseName: string;
  readonly seed: string;
  readonly before: Scores;
  readonly after: Scores;
  readonly effectiveSampleSize: number;
  readonly trainingSeconds: number;
  readonly megabytesUp: number;
}

/** One study from the profile round to the scores of its cohorts, as large as the training part. */
export async function runStudyJob(amlsg: Amlsg, benchCase: BenchCase, request: JobRequest): Promise<JobResult> {
  const { dictionary, train } = amlsg;
  const engine = await selectEngine({ name: 'onnxruntime', threads: 1 });
  const started = performance.now();
  const study = await runInProcess({
    dictionary,
    engine,
    sites: benchCase.sites,
    hyperparameters: parseHyperparameters({ ...benchCase.settings, ...request.settings }),
    seed: `${benchCase.name} ${request.seed}`,
  });
  const trainingSeconds = (performance.now() - started) / 1000;
  const n = train.rowCount;
  const plain = await sampleConstrained(study.sample, dictionary, n, 'before');
  const margins = profileMargins(dictionary, study.profile, CALIBRATION_BINS);
  const calibrated = await sampleCalibrated(study.sample, dictionary, margins, { n }, 'after');
  return {
    caseName: benchCase.name,
    seed: request.seed,
    before: scoreCohort(amlsg, plain.table),
    after: scoreCohort(amlsg, calibrated.table),
    effectiveSampleSize: calibrated.effectiveSampleSize,
    trainingSeconds,
    megabytesUp: study.bytesUp / 1e6,
  };
}
