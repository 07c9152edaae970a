import { logLogLimits, medianSurvival, type SurvivalCurve as Curve } from '#statistics/kaplan-meier';
import { type DataDictionary, fieldNamed } from '#tabular/dictionary';
import type { ByCohort, EndpointSurvival, SurvivalCurve, SurvivalPoint } from '../assessment.ts';
import { byCohort } from './column-distributions.ts';
import type { DescribedSet } from './described-set.ts';
import { orNull, type Suppression } from './suppression.ts';

/** Of `logLogLimits` and `medianSurvival` by default. */
const CONFIDENCE_LEVEL = 0.95;

export function endpointSurvival(
  dictionary: DataDictionary,
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): EndpointSurvival[] {
  return dictionary.endpoints.map(({ name, title, time }, i) => {
    const field = fieldNamed(dictionary, time);
    const unit = field.kind === 'numeric' ? field.unit : undefined;
    return {
      endpoint: name,
      ...(title === undefined ? {} : { title }),
      ...(unit === undefined ? {} : { unit }),
      confidenceLevel: CONFIDENCE_LEVEL,
      cohorts: byCohort((cohort) => releasedCurve(sets[cohort].curves[i], suppressions[cohort])),
    };
  });
}

function releasedCurve(curve: Curve, suppression: Suppression): SurvivalCurve {
  const patients = curve.atRisk.at(0) ?? 0;
  const { median, lower, upper } = medianSurvival(curve);
  return {
    patients,
    events: suppression.release(curve.events.reduce((sum, events) => sum + events, 0)),
    median: suppression.releaseStatistic(median, patients),
    medianInterval: [suppression.releaseStatistic(lower, patients), suppression.releaseStatistic(upper, patients)],
    points: [
      { time: 0, survival: 1, lower: 1, upper: 1, atRisk: suppression.release(patients) },
      // The steps of a handful of patients are these patients.
      ...(patients >= suppression.minimumCellSize ? laterPoints(curve, suppression) : []),
    ],
  };
}

function laterPoints(curve: Curve, suppression: Suppression): SurvivalPoint[] {
  const limits = logLogLimits(curve);
  let upperBefore = 1;
  return Array.from(curve.times, (time, i) => {
    // Where the curve reaches 0 its limits aren't defined: 0, and the last upper one.
    const upper = orNull(limits.upper[i]) ?? upperBefore;
    upperBefore = upper;
    return {
      time,
      survival: curve.survival[i],
      lower: orNull(limits.lower[i]) ?? 0,
      upper,
      atRisk: suppression.release(curve.atRisk[i]),
    };
  });
}
