import type { SurvivalCurve } from './kaplan-meier.ts';
import { type IntervalEstimate, normalLimit, type WaldEstimate, waldEstimate } from './wald.ts';

export interface RestrictedMean extends IntervalEstimate {
  readonly standardError: number;
}

export interface RestrictedMeanOptions {
  /** Of the confidence interval; default 0.95. */
  readonly level?: number;
  /**
   * What to take for the curve between its last time and the horizon, where it didn't reach 0: nothing, which leaves the
   * mean undefined (default), or its last value, as R's print.survfit does without a word.
   */
  readonly beyond?: 'nothing' | 'last-value';
}

const UNDEFINED: RestrictedMean = {
  estimate: Number.NaN,
  standardError: Number.NaN,
  lower: Number.NaN,
  upper: Number.NaN,
};

/**
 * Restricted mean survival time: the mean of min(T, horizon), the area under the survival curve up to the horizon, with
 * Greenwood's variance Σ A² d / (n (n − d)), where A is the area from an event on. As R's print.survfit(rmean =) and
 * survRM2. NaN throughout for no patients, and where the curve ends above 0 before the horizon (see `beyond`). Irwin, J Hyg
 * 1949; Royston & Parmar, BMC Med Res Methodol 2013.
 * @param horizon above 0, in the unit of the times; RangeError otherwise
 */
export function restrictedMean(
  curve: SurvivalCurve,
  horizon: number,
  { level = 0.95, beyond = 'nothing' }: RestrictedMeanOptions = {},
): RestrictedMean {
  if (!(horizon > 0 && horizon < Infinity)) throw new RangeError('a horizon is finite and above 0');
  const z = normalLimit(level);
  const last = curve.times.length - 1;
  if (last < 0) return UNDEFINED;
  const endsEarly = curve.times[last] < horizon && curve.survival[last] > 0;
  if (endsEarly && beyond === 'nothing') return UNDEFINED;
  const { area, variance } = areaWithVariance(curve, horizon);
  const standardError = Math.sqrt(variance);
  return { estimate: area, standardError, lower: area - z * standardError, upper: area + z * standardError };
}

/**
 * Difference of the restricted means of two independent samples up to one horizon. Null hypothesis: none.
 * @param level of the confidence interval
 */
export function restrictedMeanDifference(a: RestrictedMean, b: RestrictedMean, level = 0.95): WaldEstimate {
  return waldEstimate(a.estimate - b.estimate, Math.hypot(a.standardError, b.standardError), normalLimit(level));
}

/** From the horizon back: the area from each time on is what its events put at stake. */
function areaWithVariance(curve: SurvivalCurve, horizon: number): { area: number; variance: number } {
  let area = 0;
  let variance = 0;
  let end = horizon;
  for (let i = curve.times.length - 1; i >= 0; i--) {
    if (curve.times[i] > horizon) continue;
    area += curve.survival[i] * (end - curve.times[i]);
    end = curve.times[i];
    const [atRisk, events] = [curve.atRisk[i], curve.events[i]];
    if (events < atRisk) variance += (area * area * events) / (atRisk * (atRisk - events));
  }
  return { area: area + end, variance };
}
