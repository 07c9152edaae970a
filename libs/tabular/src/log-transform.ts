/**
 * The pre-transform of logarithmic columns, ln(x + shift). The shift depends on the dictionary's minimum L, never on the
 * data: 0 for L > 0, 1 − L for L ≤ 0, so that the argument is at least 1 there.
 */
export function logShift(minimum: number): number {
  return minimum > 0 ? 0 : 1 - minimum;
}
