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
import { isTellingCount } from './unknown-rows.ts';

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
      cohorts: byCohort((cohort) => {
        const suppression = suppressions[cohort];
        const curve = sets[cohort].curves[i];
        const isTelling = isTellingCount(sets[cohort], curve.atRisk.at(0) ?? 0, suppression.minimumCellSize);
        return releasedCurve(curve, suppression, isTelling);
      }),
    };
  });
}

/**
 * A curve of real patients in steps of the minimum cell size; of synthetic ones as it is. None where so few patients have
 * the event, or haven't, that its drop would tell how many.
 * @param isTelling the number of patients would tell that of the few others: it is left out, and how many are at risk
 */
export function releasedCurve(curve: Curve, suppression: Suppression, isTelling = false): SurvivalCurve {
  const total = curve.atRisk.at(0) ?? 0;
  const patients = isTelling ? null : suppression.release(total);
  const all = curve.events.reduce((sum, count) => sum + count, 0);
  const [events] = suppression.releaseAll([all, total - all]);
  if (events === null) return { ...NO_CURVE, patients };
  const { median, lower, upper } = medianSurvival(curve);
  const { steps, truncated } = releasedSteps(curve, suppression.minimumCellSize);
  const points = [
    { time: 0, survival: 1, lower: 1, upper: 1, atRisk: patients },
    ...laterPoints(curve, steps, suppression),
  ];
  return {
    patients,
    events,
    median: suppression.releaseStatistic(median, total),
    medianInterval: [suppression.releaseStatistic(lower, total), suppression.releaseStatistic(upper, total)],
    points: isTelling ? points.map((point) => ({ ...point, atRisk: null })) : points,
    truncated,
  };
}

const NO_CURVE: Omit<SurvivalCurve, 'patients'> = {
  events: null,
  median: null,
  medianInterval: [null, null],
  points: [],
  truncated: true,
};

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
