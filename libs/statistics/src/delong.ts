import { checkLength } from './observations.ts';
import { denseRanks } from './ranked-counts.ts';
import { type IntervalEstimate, normalLimit } from './wald.ts';

/** Area under the receiver operating characteristic with DeLong's standard error. */
export interface AucEstimate extends IntervalEstimate {
  /** NaN with fewer than two of either label; 0 where the scores part the labels completely. */
  readonly standardError: number;
}

/**
 * P(score of a case > score of a control) + ½ P(equal), its variance by structural components, and Wald's interval cut at 0
 * and 1, as pROC's ci.auc. NaN when either label is missing. O(n log n). DeLong et al., Biometrics 1988; Sun & Xu, IEEE
 * Signal Process Lett 2014.
 * @param labels 1 for cases, 0 for controls, shape (n)
 * @param scores greater ones for cases, shape (n)
 */
export function delongAuc(labels: ArrayLike<number>, scores: ArrayLike<number>, level = 0.95): AucEstimate {
  checkLength('scores', scores, labels.length);
  const { ranks, size } = denseRanks(scores);
  const cases = new Float64Array(size);
  const controls = new Float64Array(size);
  for (let i = 0; i < ranks.length; i++) (labels[i] > 0 ? cases : controls)[ranks[i]]++;
  return delongAucFromHistograms(controls, cases, level);
}

/** The same from counts of controls and cases at values in ascending order, both of one length. */
export function delongAucFromHistograms(
  controls: ArrayLike<number>,
  cases: ArrayLike<number>,
  level = 0.95,
): AucEstimate {
  checkLength('counts of cases', cases, controls.length);
  const z = normalLimit(level);
  const [caseCount, controlCount] = [sumOf(cases), sumOf(controls)];
  const caseShares = sharesBelow(controls, controlCount);
  const controlShares = sharesBelow(cases, caseCount);
  const estimate = meanOf(caseShares, cases, caseCount);
  const variance =
    squaresOf(caseShares, cases, estimate) / (caseCount - 1) / caseCount +
    squaresOf(controlShares, controls, 1 - estimate) / (controlCount - 1) / controlCount;
  const standardError = Math.sqrt(variance);
  return {
    estimate,
    standardError,
    lower: Math.max(0, estimate - z * standardError),
    upper: Math.min(1, estimate + z * standardError),
  };
}

/** For each value the share of the others below it, those at it half. */
function sharesBelow(counts: ArrayLike<number>, total: number): Float64Array {
  let below = 0;
  return Float64Array.from(counts, (count) => {
    below += count;
    return (below - count / 2) / total;
  });
}

function meanOf(values: Float64Array, counts: ArrayLike<number>, total: number): number {
  return values.reduce((sum, value, i) => sum + value * counts[i], 0) / total;
}

function squaresOf(values: Float64Array, counts: ArrayLike<number>, mean: number): number {
  return values.reduce((sum, value, i) => sum + counts[i] * (value - mean) ** 2, 0);
}

function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
