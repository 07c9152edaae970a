import { linearPredictor, type RiskSets, startsStratum } from './risk-sets.ts';

/** Share of the scores' range that counts as equal: directions come out of an iteration. */
const TOLERANCE = 1e-6;

/**
 * Whether the partial likelihood never falls along a direction: every event has the greatest score of its risk set, and
 * some risk set has a lesser one. Then no finite estimate exists. Bryson & Johnson, Technometrics 1981; Heinze &
 * Schemper, Biometrics 2001.
 * @param direction of coefficients of the standardised covariates
 */
export function isMonotoneAlong(riskSets: RiskSets, direction: Float64Array): boolean {
  const scores = linearPredictor(riskSets, direction);
  const [least, greatest] = rangeOf(scores, 0, scores.length);
  const tolerance = TOLERANCE * (greatest - least);
  if (!(tolerance > 0)) return false;
  let isStrict = false;
  let [low, high] = [Infinity, -Infinity];
  for (let group = 0, start = 0; group < riskSets.groupEnds.length; group++) {
    const end = riskSets.groupEnds[group];
    if (startsStratum(riskSets, group)) [low, high] = [Infinity, -Infinity];
    const [groupLow, groupHigh] = rangeOf(scores, start, end);
    low = Math.min(low, groupLow);
    high = Math.max(high, groupHigh);
    for (let row = start; row < end; row++) {
      if (riskSets.isEvent[row] === 0) continue;
      if (scores[row] < high - tolerance) return false;
      if (low < high - tolerance) isStrict = true;
    }
    start = end;
  }
  return isStrict;
}

function rangeOf(values: Float64Array, start: number, end: number): [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (let i = start; i < end; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return [least, most];
}
