import type { PrivacyAssessment } from '../../assessment.ts';
import type { CohortPrivacy, ReportPrivacy } from '../report-model.ts';
import type { AssessedCohort } from './cohort-parts.ts';
import { copyOf } from './copy-of.ts';

export function privacyOf({ id, assessment }: AssessedCohort): ReportPrivacy {
  const { privacyFigures, privacy } = assessment;
  return { cohort: id, ...(privacyFigures ? copyOf(privacyFigures) : distancesOnly(privacy)) };
}

type Figures = Omit<ReportPrivacy, 'cohort'>;

/** Of an assessment without intervals and attacks. */
function distancesOnly(privacy: PrivacyAssessment): Figures {
  const { columns, distances, leakageCoefficient, leakageFloor, membershipAuc, membershipFloor, exactMatches } =
    privacy;
  return {
    columns,
    distances: copyOf(distances),
    synthetic: { ...nearness(leakageCoefficient, membershipAuc), exactMatches: { ...exactMatches } },
    independent: nearness(leakageFloor, membershipFloor),
  };
}

function nearness(coefficient: number | null, auc: number | null): CohortPrivacy {
  const unknown = { standardError: null, lower: null, upper: null };
  return {
    leakage: coefficient === null ? null : { coefficient, ...unknown },
    exactMatches: null,
    closerToTraining: null,
    distanceRatio: { training: null, heldOut: null },
    membership: {
      raw: auc === null ? null : { auc, ...unknown, truePositiveRate: null, training: null, heldOut: null },
      calibrated: null,
      mostExposed: null,
    },
    singlingOut: { univariate: null, multivariate: null, byAttributes: [] },
    linkability: [],
    inference: { overall: null, columns: [] },
  };
}
