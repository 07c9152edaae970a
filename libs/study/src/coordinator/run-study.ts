import { CohortloomError } from '#errors/cohortloom-error';
import { syntheticId } from '#evaluation/report/build/cohort-parts';
import type { ReportRelease } from '#evaluation/report/report-model';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import { decideStudy } from '../release/decide-study.ts';
import { requireWritable } from '../most-rows.ts';
import type { StudySetup } from '../site-task.ts';
import type { StudyDeclaration } from '../study-declaration.ts';
import { assessCohorts } from './assess.ts';
import { profileCohort } from './profile.ts';
import type { FailedModel, StudyCandidate } from './study-candidate.ts';
import type { StudyPorts } from './study-ports.ts';
import { trainModels } from './train-models.ts';

/** Below this many training rows over all sites, neither a model nor its assessment means anything. */
export const MINIMUM_TRAINING_ROWS = 20;

export interface StudyResult {
  readonly profile: Profile;
  /** In the order of the study; at least one. */
  readonly candidates: readonly StudyCandidate[];
  /** Models that could not be made. */
  readonly failed: readonly FailedModel[];
  /** Which of several models is released; absent in a study of one, which is. */
  readonly decision?: ReportRelease;
}

/**
 * A whole study: profile, train and sample model by model, assess all cohorts, choose the one to be released.
 * @throws CL-CONF-001 hyperparameters invalid or a cohort too large to be written, CL-DATA-006 too few rows in all, CL-MODEL-001 to 003 where no model could be
 * made, and whatever a round ends with (CL-ROUND-…)
 */
export async function runStudy(
  declaration: StudyDeclaration,
  dictionary: DataDictionary,
  ports: StudyPorts,
): Promise<StudyResult> {
  const { rounds, observer } = ports;
  requireWritable(declaration.synthetic.rows ?? 0, dictionary, 'CL-CONF-001');
  const setup: StudySetup = { seed: declaration.seed, holdOut: declaration.holdOut };
  const profile = await profileCohort(dictionary, setup, rounds, observer);
  requireEnoughRows(profile);
  const { trained, failed } = await trainModels({ declaration, dictionary, profile }, ports);
  const cohorts = new Map(trained.map(({ name, cohort }) => [name, cohort.table]));
  const assessments = await assessCohorts(dictionary, profile, setup, cohorts, rounds, observer);
  const candidates = trained.map((model, index) => ({
    ...model,
    id: syntheticId(index, trained.length),
    assessment: assessments[index],
  }));
  if (declaration.models.length === 1) return { profile, candidates, failed };
  return { profile, candidates, failed, decision: decideStudy(declaration.release, candidates, failed) };
}

/** The candidate that a study releases, if any. */
export function releasedOf({ candidates, decision }: StudyResult): StudyCandidate | undefined {
  return decision === undefined ? candidates[0] : candidates.find(({ id }) => id === decision.released);
}

function requireEnoughRows(profile: Profile): void {
  if (profile.rowCount >= MINIMUM_TRAINING_ROWS) return;
  throw new CohortloomError('CL-DATA-006', {
    what: `The sites have ${profile.rowCount} training rows in all; a study needs at least ${MINIMUM_TRAINING_ROWS}.`,
    todo: 'Add sites or rows, or lower the hold-out share.',
  });
}
