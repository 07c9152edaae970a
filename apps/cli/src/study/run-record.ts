import type { Engine } from '#compute/engine/engine';
import type { Disclosure } from '#federation/disclosures/disclosure';
import type { StudyRunRecord } from '#study/release/study-release';
import { softwareVersion } from '../software-version.ts';

/** What a release tells of the run behind it, which ends now. */
export function runRecord(
  engine: Engine | undefined,
  startedAt: Date,
  disclosures: readonly Disclosure[],
): StudyRunRecord {
  return {
    engine: engine === undefined ? 'none' : `${engine.name} (${engine.provider})`,
    softwareVersion: softwareVersion(),
    startedAt,
    finishedAt: new Date(),
    disclosures,
  };
}
