/**
 * P values adjusted so that rejecting below α keeps the chance of any false rejection below α. NaN (no test) stays NaN
 * and doesn't count. R's p.adjust(method = "holm"). Holm, Scand J Stat 1979.
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(pValues);
  const adjusted = new Float64Array(pValues.length).fill(Number.NaN);
  let most = 0;
  order.forEach((test, rank) => {
    most = Math.max(most, Math.min(1, (order.length - rank) * pValues[test]));
    adjusted[test] = most;
  });
  return adjusted;
}

/**
 * P values adjusted so that rejecting below α keeps the expected share of false ones among the rejections below α, for
 * independent or positively dependent tests. NaN stays NaN and doesn't count. R's p.adjust(method = "BH"). Benjamini &
 * Hochberg, J R Stat Soc B 1995.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(pValues);
  const adjusted = new Float64Array(pValues.length).fill(Number.NaN);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const test = order[rank - 1];
    least = Math.min(least, (order.length / rank) * pValues[test]);
    adjusted[test] = least;
  }
  return adjusted;
}

/** Indices of the tests with a p value, the smallest first. */
function ascendingOrder(pValues: ArrayLike<number>): number[] {
  return Array.from(pValues, (_, i) => i)
    .filter((i) => !Number.isNaN(pValues[i]))
    .sort((a, b) => pValues[a] - pValues[b]);
}
