import { kaplanMeierFromCounts, logLogLimits } from './kaplan-meier.ts';
import { checkFinite, checkLength } from './observations.ts';
import { groupsOfRisks, type RiskGroup } from './risk-groups.ts';
import { lastIndexAtOrBefore } from './step-function.ts';
import { checkedSurvivalCounts, countSurvival, type SurvivalCounts, type SurvivalSample } from './survival-sample.ts';
import { normalLimit } from './wald.ts';

/** Predicted risk of an event by a horizon beside 1 − S(horizon) of the Kaplan–Meier curve. */
export interface SurvivalRiskGroup extends RiskGroup {
  /** Log-log limits of the observed risk; both 0 before the first event, NaN once nobody is left or risk isn't known. */
  readonly lower: number;
  readonly upper: number;
}

/** What sites can add up for one group of patients: their survival, and the sum of the risks predicted for them. */
export interface RiskGroupCounts extends SurvivalCounts {
  readonly predictedSum: number;
}

/**
 * Calibration of predicted risks at a horizon by groups of risk: with k cut points k + 1 of them, empty ones too. The
 * observed risk of a group isn't known (NaN) where its curve ends above 0 before the horizon. Crowson et al., Stat Methods
 * Med Res 2016.
 * @param risks predicted probability of the event by the horizon, shape (n)
 * @param cutPoints ascending; a risk at a cut point is in the group above it
 */
export function survivalRiskGroups(
  sample: SurvivalSample,
  risks: ArrayLike<number>,
  cutPoints: readonly number[],
  horizon: number,
  level = 0.95,
): SurvivalRiskGroup[] {
  checkLength('risks', risks, sample.times.length);
  checkFinite('risks', risks);
  const counts = checkedSurvivalCounts(sample);
  const groups = groupsOfRisks(risks, cutPoints);
  const parts = Array.from({ length: cutPoints.length + 1 }, (_, group) => {
    const inGroup = counts.map((count, i) => (groups[i] === group ? count : 0));
    const predictedSum = inGroup.reduce((sum, count, i) => sum + count * risks[i], 0);
    return { ...countSurvival({ ...sample, counts: inGroup }), predictedSum };
  });
  return survivalRiskGroupsFromCounts(parts, horizon, level);
}

/** The same from counts per group. */
export function survivalRiskGroupsFromCounts(
  groups: readonly RiskGroupCounts[],
  horizon: number,
  level = 0.95,
): SurvivalRiskGroup[] {
  const z = normalLimit(level);
  return groups.map(({ times, events, censored, predictedSum }) => {
    const curve = kaplanMeierFromCounts(times, events, censored);
    const patients = curve.atRisk[0] ?? 0;
    return { patients, meanPredicted: predictedSum / patients, ...observedRisk(curve, horizon, z) };
  });
}

function observedRisk(curve: ReturnType<typeof kaplanMeierFromCounts>, horizon: number, z: number) {
  const last = curve.times.length - 1;
  const endsEarly = last < 0 || (curve.times[last] < horizon && curve.survival[last] > 0);
  if (endsEarly) return { observed: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const at = lastIndexAtOrBefore(curve.times, horizon);
  if (at < 0) return { observed: 0, lower: 0, upper: 0 };
  const limits = logLogLimits(curve, z);
  return { observed: 1 - curve.survival[at], lower: 1 - limits.upper[at], upper: 1 - limits.lower[at] };
}
