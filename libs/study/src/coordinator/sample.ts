import {
  CALIBRATION_BINS,
  type CalibratedSample,
  sampleCalibrated,
  type SampleRows,
} from '#generators/calibration/calibrate';
import type { PairTables } from '#generators/calibration/pair-tables';
import { sampleConstrained } from '#generators/calibration/constrained-sample';
import type { Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { profileMargins } from '#tabular/profile/margins';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { StudyObserver } from '../observer.ts';
import type { StudyDeclaration } from '../study-declaration.ts';

/** The candidate for release, and what calibration did to it. */
export interface SampledCohort {
  readonly table: Table;
  /** Absent where the study doesn't calibrate. */
  readonly calibration?: Omit<CalibratedSample, 'table'>;
}

/** Draws the cohort: a pool that keeps the dictionary's constraints, raked where asked for to the disclosed margins, and to two-way tables if training has told any. */
export async function sampleCohort(
  sample: SampleRows,
  dictionary: DataDictionary,
  profile: Profile,
  synthetic: StudyDeclaration['synthetic'],
  seed: Seed,
  observer: StudyObserver,
  pairs?: PairTables,
): Promise<SampledCohort> {
  const n = synthetic.rows ?? profile.rowCount;
  observer.stageStarted('sampling', 1);
  if (!synthetic.calibrate) {
    const constrained = await sampleConstrained(sample, dictionary, n, seed);
    observer.stageAdvanced('sampling', 1, 1);
    return { table: constrained.table };
  }
  const { table, ...calibration } = await sampleCalibrated(
    sample,
    dictionary,
    profileMargins(dictionary, profile, CALIBRATION_BINS),
    {
      n,
      poolFactor: synthetic.poolFactor,
      pairs,
      onProgress: (done, total) => observer.stageAdvanced('sampling', done, total),
    },
    seed,
  );
  return { table, calibration };
}
