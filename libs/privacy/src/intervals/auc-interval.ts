import { histogramAuc } from '#statistics/classification';
import { type Interval, normalInterval } from './interval.ts';

export interface AucEstimate extends Interval {
  /** P(x < y) + ½ P(x = y). */
  readonly auc: number;
  readonly standardError: number;
}

/**
 * Area under the receiver operating characteristic of "smaller means x", with the standard error of DeLong, DeLong &
 * Clarke-Pearson (Biometrics 1988) from histograms over ordered values, and a 95 % interval within [0, 1]. All NaN when a
 * histogram is empty; standard error and interval NaN when one holds a single row or less.
 * @param x rows per value, ascending; may be expected counts, not whole
 * @param y over the same values
 */
export function aucInterval(x: ArrayLike<number>, y: ArrayLike<number>): AucEstimate {
  const auc = histogramAuc(x, y);
  const xTotal = total(x);
  const yTotal = total(y);
  const xVariance = placementVariance(x, sharesAbove(y, yTotal), xTotal, auc);
  const yVariance = placementVariance(y, sharesBelow(x, xTotal), yTotal, auc);
  const standardError = Math.sqrt(xVariance / xTotal + yVariance / yTotal);
  return { auc, standardError, ...normalInterval(auc, standardError, 0, 1) };
}

/**
 * Share of x at or below the value below which a share `falsePositiveRate` of y lies, interpolated within a value: the
 * true positive rate of guessing "x" for the smallest values. NaN when a histogram is empty.
 */
export function truePositiveRate(x: ArrayLike<number>, y: ArrayLike<number>, falsePositiveRate: number): number {
  const wanted = falsePositiveRate * total(y);
  let xBelow = 0;
  let yBelow = 0;
  for (let i = 0; i < x.length; i++) {
    if (y[i] > 0 && yBelow + y[i] >= wanted) return (xBelow + (x[i] * (wanted - yBelow)) / y[i]) / total(x);
    xBelow += x[i];
    yBelow += y[i];
  }
  return Number.NaN;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

/** Per value v the share of rows above v plus half of those at v. */
function sharesAbove(counts: ArrayLike<number>, sum: number): Float64Array {
  return sharesBelow(counts, sum).map((share) => 1 - share);
}

function sharesBelow(counts: ArrayLike<number>, sum: number): Float64Array {
  const shares = new Float64Array(counts.length);
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    shares[i] = (below + counts[i] / 2) / sum;
    below += counts[i];
  }
  return shares;
}

/** Sample variance of placements whose mean is known; NaN for one row or less. */
function placementVariance(counts: ArrayLike<number>, placements: Float64Array, sum: number, mean: number): number {
  if (!(sum > 1)) return Number.NaN;
  let squares = 0;
  for (let i = 0; i < counts.length; i++) squares += counts[i] * (placements[i] - mean) ** 2;
  return squares / (sum - 1);
}
