import { InvalidObservations } from './observations.ts';

/** A part of the patients by predicted risk. */
export interface RiskGroup {
  readonly patients: number;
  /** NaN for no patients. */
  readonly meanPredicted: number;
  /** Share of the patients who had the event; NaN where it isn't known. */
  readonly observed: number;
}

/**
 * Group of each risk: 0 below the first cut point, 1 from it up to below the next, and so on.
 * @param cutPoints ascending; InvalidObservations otherwise
 */
export function groupsOfRisks(risks: ArrayLike<number>, cutPoints: readonly number[]): Int32Array {
  if (cutPoints.some((cut, i) => !(i === 0 || cut > cutPoints[i - 1]))) {
    throw new InvalidObservations('cut points must ascend');
  }
  return Int32Array.from(risks, (risk) => cutPoints.filter((cut) => cut <= risk).length);
}

/**
 * Mean |predicted − observed| over groups, each with the weight of its patients: of groups where both are known, NaN when
 * none is. With ever finer groups the integrated calibration index of Austin & Steyerberg, Stat Med 2019.
 */
export function integratedCalibration(groups: readonly RiskGroup[]): number {
  let [sum, patients] = [0, 0];
  for (const group of groups) {
    const distance = Math.abs(group.meanPredicted - group.observed);
    if (Number.isNaN(distance)) continue;
    sum += group.patients * distance;
    patients += group.patients;
  }
  return sum / patients;
}
