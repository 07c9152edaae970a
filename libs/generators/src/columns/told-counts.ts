/** Counts of the cohort as far as a released model may know them: none of them is above 0 and below the minimum cell size. */

/** The nearest multiple of the minimum; the minimum itself for what is above 0 and below it. */
export function toldCount(count: number, minimum: number): number {
  if (count === 0 || minimum <= 1) return count;
  return Math.max(minimum * Math.round(count / minimum), minimum);
}

/**
 * `minimum` at each of so many places as make the total, at equal steps of the cumulated counts from `offset` of a step on.
 * Nothing is changed by a minimum of 1 or less.
 */
export function systematicCounts(counts: ArrayLike<number>, minimum: number, offset: number): Float64Array {
  if (minimum <= 1) return Float64Array.from(counts);
  const told = new Float64Array(counts.length);
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  const step = total / Math.round(total / minimum);
  let cumulated = 0;
  let next = offset * step;
  for (let i = 0; i < counts.length; i++) {
    cumulated += counts[i];
    for (; next < cumulated; next += step) told[i] += minimum;
  }
  return told;
}

/** Rows per class of roundness, told as those of states: values of a class that hardly any row has may still be drawn. */
export function toldRoundness(counts: Float64Array, minimum: number): Float64Array {
  return counts.map((count) => toldCount(count, minimum));
}
