/** Counts of a binary classifier's answers. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** Matthews correlation coefficient in [−1, 1]; 0 when a margin of the table is empty. Matthews 1975. */
export function matthewsCorrelation(confusion: Confusion): number {
  const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = confusion;
  const margins = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return margins === 0 ? 0 : (tp * tn - fp * fn) / margins;
}

/** Both 0 or 1, shape (n). */
export function confusionOf(truth: ArrayLike<number>, predicted: ArrayLike<number>): Confusion {
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) cells[2 * truth[i] + predicted[i]]++;
  return { trueNegative: cells[0], falsePositive: cells[1], falseNegative: cells[2], truePositive: cells[3] };
}

/**
 * P(x < y) + ½ P(x = y) for x drawn from one histogram over ordered values and y from another: the area under the
 * receiver operating characteristic of "smaller means x". NaN when either is empty.
 */
export function histogramAuc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let below = 0;
  let wins = 0;
  let yTotal = 0;
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const xCount = x[i] ?? 0;
    const yCount = y[i] ?? 0;
    wins += yCount * (below + xCount / 2);
    below += xCount;
    yTotal += yCount;
  }
  return wins / (below * yTotal);
}
