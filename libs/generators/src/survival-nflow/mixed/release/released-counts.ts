/**
 * Counts as a released model may know them: those below `minimum` are 0, the others multiples of it (else a missing one follows
 * from the ratio of two others); equal ones where none reaches the minimum.
 */
export function releasedCounts(counts: Float64Array, minimum: number): Float64Array {
  const rounded = counts.map((count) => (count < minimum ? 0 : minimum * Math.round(count / minimum)));
  return rounded.some((count) => count > 0) ? rounded : new Float64Array(counts.length).fill(1);
}
