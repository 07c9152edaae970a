/**
 * Quantile of values in ascending order, interpolated linearly between order statistics (Hyndman & Fan 1996, type 7, the
 * default of R and NumPy). NaN for no values.
 * @param probability in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const last = sorted.length - 1;
  if (last < 0) return Number.NaN;
  const position = last * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, last);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * The least value whose share of the weight up to and including it reaches `probability` (inverse distribution
 * function, type 1). NaN when the weights are all 0.
 * @param sorted ascending
 */
export function weightedQuantile(sorted: ArrayLike<number>, weights: ArrayLike<number>, probability: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  if (!(total > 0)) return Number.NaN;
  const wanted = probability * total;
  let seen = 0;
  let last = Number.NaN;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue;
    seen += weights[i];
    last = sorted[i];
    if (seen >= wanted) return last;
  }
  return last;
}

/** Counts of values in bins; bin i holds the values from lowers[i] to uppers[i], both included. Ascending, apart. */
export interface Histogram {
  readonly lowers: ArrayLike<number>;
  readonly uppers: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/**
 * Quantile from a histogram: the type 7 quantile of values spread evenly over their bins. Each order statistic is off by
 * less than the width of its bin, and exact in a bin of one value; so is the quantile where both its neighbours lie in
 * one bin. NaN for no values.
 */
export function histogramQuantile(histogram: Histogram, probability: number): number {
  let total = 0;
  for (let i = 0; i < histogram.counts.length; i++) total += histogram.counts[i];
  if (!(total > 0)) return Number.NaN;
  const position = (total - 1) * probability;
  const rank = Math.floor(position);
  const below = orderStatistic(histogram, rank);
  const above = rank + 1 < total ? orderStatistic(histogram, rank + 1) : below;
  return below + (position - rank) * (above - below);
}

/** The m values of a bin lie at (i + ½) / m of its width. Rank from 0. */
function orderStatistic({ lowers, uppers, counts }: Histogram, rank: number): number {
  let seen = 0;
  let bin = 0;
  while (seen + counts[bin] <= rank) seen += counts[bin++];
  return lowers[bin] + ((rank - seen + 0.5) / counts[bin]) * (uppers[bin] - lowers[bin]);
}
