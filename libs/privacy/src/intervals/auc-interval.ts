import { delongAucFromHistograms } from '#statistics/delong';
import type { Interval } from '#statistics/proportion';

export interface AucEstimate extends Interval {
  /** P(x < y) + ½ P(x = y). */
  readonly auc: number;
  readonly standardError: number;
}

/**
 * Area under the receiver operating characteristic of "smaller means x", with DeLong's standard error and 95 % interval
 * within [0, 1]. All NaN when a histogram is empty; standard error and interval NaN when one holds a single row or less.
 * @param x rows per value, ascending; may be expected counts, not whole
 * @param y over the same values
 */
export function aucInterval(x: ArrayLike<number>, y: ArrayLike<number>): AucEstimate {
  const { estimate: auc, ...spread } = delongAucFromHistograms(x, y);
  return total(x) > 1 && total(y) > 1
    ? { auc, ...spread }
    : { auc, standardError: Number.NaN, lower: Number.NaN, upper: Number.NaN };
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
