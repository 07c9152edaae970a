import {
  type ConfidenceLimits,
  logLogLimits,
  medianSurvival,
  type SurvivalCurve as Curve,
} from '#statistics/kaplan-meier';
import { type DataDictionary, fieldNamed } from '#tabular/dictionary';
import type { ByCohort, EndpointSurvival, SurvivalCurve, SurvivalPoint } from '../assessment.ts';
import { byCohort } from './column-distributions.ts';
import type { DescribedSet } from './described-set.ts';
import { orNull, type Suppression } from './suppression.ts';

/** Of `logLogLimits` and `medianSurvival` by default. */
const CONFIDENCE_LEVEL = 0.95;

/** Of survival and its limits where small counts are suppressed. */
const RELEASED_DECIMALS = 3;

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

/** A curve of real patients in steps of the minimum cell size; of synthetic ones as it is. */
export function releasedCurve(curve: Curve, suppression: Suppression): SurvivalCurve {
  const total = curve.atRisk.at(0) ?? 0;
  const patients = suppression.release(total);
  const { median, lower, upper } = medianSurvival(curve);
  const { steps, truncated } = releasedSteps(curve, suppression.minimumCellSize);
  return {
    patients,
    events: suppression.release(curve.events.reduce((sum, events) => sum + events, 0)),
    median: suppression.releaseStatistic(median, total),
    medianInterval: [suppression.releaseStatistic(lower, total), suppression.releaseStatistic(upper, total)],
    points: [{ time: 0, survival: 1, lower: 1, upper: 1, atRisk: patients }, ...laterPoints(curve, steps, suppression)],
    truncated,
  };
}

/** Times of a curve that are released as one: the indices of the first and the last. */
interface Step {
  readonly first: number;
  readonly last: number;
}

/**
 * Neighbouring times joined until each step holds `minimum` events and censorings: steps of single patients would be
 * these patients. What is left over at the end is no step.
 */
function releasedSteps({ events, censored }: Curve, minimum: number): { steps: Step[]; truncated: boolean } {
  const steps: Step[] = [];
  let first = 0;
  let patients = 0;
  for (let last = 0; last < events.length; last++) {
    patients += events[last] + censored[last];
    if (patients < minimum) continue;
    steps.push({ first, last });
    first = last + 1;
    patients = 0;
  }
  return { steps, truncated: patients > 0 };
}

function laterPoints(curve: Curve, steps: readonly Step[], { minimumCellSize }: Suppression): SurvivalPoint[] {
  const limits = definedLimits(curve);
  const release = minimumCellSize > 1 ? rounded : (value: number) => value;
  return steps.map(({ first, last }) => ({
    time: curve.times[last],
    survival: release(curve.survival[last]),
    lower: release(limits.lower[last]),
    upper: release(limits.upper[last]),
    // At the start of the step: numbers before its last time would tell of the patients within it.
    atRisk: curve.atRisk[first],
  }));
}

/** Where the curve reaches 0 its limits aren't defined: 0, and the last upper one. */
function definedLimits(curve: Curve): ConfidenceLimits {
  const { lower, upper } = logLogLimits(curve);
  let upperBefore = 1;
  return {
    lower: lower.map((value) => orNull(value) ?? 0),
    upper: upper.map((value) => (upperBefore = orNull(value) ?? upperBefore)),
  };
}

function rounded(share: number): number {
  return Number(share.toFixed(RELEASED_DECIMALS));
}
