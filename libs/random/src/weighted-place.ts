/**
 * The first place whose cumulated weight is above `point`: the place that a point falls on when each place takes as much
 * room as its weight. The last one for a point beyond the total.
 * @param cumulated ascending, at least one
 */
export function placeOf(cumulated: Float64Array, point: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle] > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
