/** Units per 1 of every measure of this folder. */
export const MEASURE_UNITS = 2 ** 20;

/**
 * A value as a whole number of units. Rows are rounded one by one, so that a site's sum is exact and it doesn't matter
 * how rows are spread over sites.
 */
export function inWholeUnits(value: number): number {
  return Math.round(value * MEASURE_UNITS) / MEASURE_UNITS;
}
