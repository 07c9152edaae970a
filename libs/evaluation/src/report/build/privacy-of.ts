import type { PrivacyAssessment } from '../report-model.ts';
import type { AssessedCohort } from './cohort-parts.ts';

export function privacyOf({ id, assessment: { privacy } }: AssessedCohort): PrivacyAssessment {
  const { leakageCoefficient, leakageFloor, membershipAuc, membershipFloor, exactMatches, distances } = privacy;
  return {
    cohort: id,
    leakageCoefficient,
    leakageFloor,
    membershipAuc,
    membershipFloor,
    exactMatches: { ...exactMatches },
    distances: distances.map(({ from, to, mean, quantiles, zeroShare }) => ({
      from,
      to,
      mean,
      zeroShare,
      quantiles: quantiles.map((quantile) => ({ ...quantile })),
    })),
  };
}
