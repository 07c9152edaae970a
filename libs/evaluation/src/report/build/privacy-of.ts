import type { ReportPrivacy } from '../report-model.ts';
import type { AssessedCohort } from './cohort-parts.ts';
import { copyOf } from './copy-of.ts';

export function privacyOf({ id, assessment }: AssessedCohort): ReportPrivacy {
  return { cohort: id, ...copyOf(assessment.privacy) };
}
