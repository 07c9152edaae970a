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

/**
 * Quantile from a histogram: the type 7 quantile of values spread evenly over their bins, so it is off by less than the
 * width of the bin that holds the true one (two neighbouring order statistics in different bins: of both and what lies
 * between). NaN for no values.
 * @param edges ascending, one more than counts
 */
export function histogramQuantile(edges: ArrayLike<number>, counts: ArrayLike<number>, probability: number): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  if (!(total > 0)) return Number.NaN;
  const position = (total - 1) * probability;
  const rank = Math.floor(position);
  const below = orderStatistic(edges, counts, rank);
  const above = rank + 1 < total ? orderStatistic(edges, counts, rank + 1) : below;
  return below + (position - rank) * (above - below);
}

/** Of values spread evenly over their bins: the m of a bin lie at (i + ½) / m of its width. Rank from 0. */
function orderStatistic(edges: ArrayLike<number>, counts: ArrayLike<number>, rank: number): number {
  let seen = 0;
  let bin = 0;
  while (seen + counts[bin] <= rank) seen += counts[bin++];
  return edges[bin] + ((rank - seen + 0.5) / counts[bin]) * (edges[bin + 1] - edges[bin]);
}
