import { isSmallCount } from '#privacy/small-cells';
import { survivalRiskGroupsFromCounts } from '#statistics/survival-calibration';
import { orNull, type Suppression } from '../scoring/suppression.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { joinGroups, type RiskGroup, type RiskTable } from './risk-table.ts';

/** What was predicted of some patients beside what came of them, at the horizon. */
export interface CalibrationPoint {
  /** null: suppressed. */
  readonly patients: number | null;
  /** Mean predicted survival. */
  readonly predicted: number | null;
  /** Kaplan–Meier estimate with its log-log interval. */
  readonly observed: Estimate | null;
}

/** Groups that make a point: a fifth of the patients whom the model learnt from. */
const GROUPS_PER_POINT = 4;

/** Of survival where small counts are suppressed. */
const RELEASED_DECIMALS = 3;

/** By fifths of risk, the least first. */
export function calibrationPoints(table: RiskTable, horizon: number, suppression: Suppression): CalibrationPoint[] {
  const fifths = Array.from({ length: table.groups.length / GROUPS_PER_POINT }, (_, fifth) =>
    joinGroups(table.groups.slice(fifth * GROUPS_PER_POINT, (fifth + 1) * GROUPS_PER_POINT)),
  );
  const patients = suppression.releaseAll(fifths.map((fifth) => fifth.patients));
  return fifths.map((fifth, i) => pointOf(table, fifth, patients[i], horizon, suppression));
}

/** Of all patients together. */
export function overallCalibration(table: RiskTable, horizon: number, suppression: Suppression): CalibrationPoint {
  const all = joinGroups(table.groups);
  return pointOf(table, all, suppression.release(all.patients), horizon, suppression);
}

function pointOf(
  table: RiskTable,
  group: RiskGroup,
  patients: number | null,
  horizon: number,
  suppression: Suppression,
): CalibrationPoint {
  if (patients === null || patients === 0) return { patients, predicted: null, observed: null };
  const events = table.times.reduce((sum, time, i) => sum + (time <= horizon ? group.events[i] : 0), 0);
  const isTold = [events, patients - events].every((count) => !isSmallCount(count, suppression.minimumCellSize));
  return {
    patients,
    predicted: orNull(group.predicted / group.patients),
    observed: isTold ? observedSurvival(table, group, horizon, suppression) : null,
  };
}

/** Null where nobody is followed to the horizon, unless nobody is left by then. */
function observedSurvival(
  { times }: RiskTable,
  group: RiskGroup,
  horizon: number,
  { minimumCellSize }: Suppression,
): Estimate | null {
  const predictedSum = group.patients - group.predicted;
  const [risk] = survivalRiskGroupsFromCounts([{ ...group, times, predictedSum }], horizon);
  const release = minimumCellSize > 1 ? rounded : (share: number) => share;
  return estimateOf(release(1 - risk.observed), [release(1 - risk.upper), release(1 - risk.lower)]);
}

function rounded(share: number): number {
  return Number(share.toFixed(RELEASED_DECIMALS));
}
