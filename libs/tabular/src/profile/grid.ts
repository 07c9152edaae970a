import type { NumericField } from '../dictionary.ts';
import { logShift } from '../log-transform.ts';

/**
 * Agreed bins of a numeric field. They depend on the dictionary alone, so every site has the same ones. Their edges lie
 * between two values that the field's decimals allow, so no value lies on an edge.
 */
export interface Grid {
  /** Units per 1: 10 to the power of the decimals. */
  readonly unit: number;
  /** The least value of the field, in units. */
  readonly first: number;
  /** The greatest value of each bin, in units, ascending; the last is the field's greatest. */
  readonly uppers: Float64Array;
  /** The least value of each bin, in units, where bins don't touch; else each starts a unit after the one before. */
  readonly lowers?: Float64Array;
}

/** Bins of a field, unless it has fewer distinct values. */
export const GRID_BINS = 256;

/**
 * Bins of equal width on the scale that suits the field: ln for logarithmic roles, the square root where values start at
 * 0 or above (long right tails, times above all), else the scale itself. A field of few distinct values gets one bin for
 * each.
 */
export function gridOf(field: NumericField, bins = GRID_BINS): Grid {
  const unit = 10 ** field.decimals;
  // + 0 makes −0 a 0.
  const first = Math.ceil(field.minimum * unit - 1e-6) + 0;
  const last = Math.floor(field.maximum * unit + 1e-6);
  const count = last - first + 1;
  const uppers =
    count <= bins
      ? Float64Array.from({ length: count }, (_, i) => first + i)
      : spacedUppers(first, last, bins, scaleInUnits(field, unit));
  return { unit, first, uppers };
}

/** A bin for each value that occurs, and no other: what lies in a bin is known exactly. Missing values are passed over. */
export function exactGrid(field: NumericField, columns: readonly Float64Array[]): Grid {
  const unit = 10 ** field.decimals;
  const units = new Set<number>();
  for (const values of columns)
    for (const value of values) if (!Number.isNaN(value)) units.add(Math.round(value * unit));
  const uppers = Float64Array.from(units).sort();
  return { unit, first: uppers.at(0) ?? 0, uppers, lowers: uppers };
}

/** The bin of a value within the field's bounds; values outside go to the first or last bin. */
export function binOf(grid: Grid, value: number): number {
  return binOfUnits(grid, Math.round(value * grid.unit));
}

/** The same for a value in units. */
export function binOfUnits(grid: Grid, units: number): number {
  let low = 0;
  let high = grid.uppers.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units <= grid.uppers[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The least and the greatest value of a bin, in units. */
export function binUnits(grid: Grid, bin: number): { readonly least: number; readonly greatest: number } {
  const least = grid.lowers?.[bin] ?? (bin === 0 ? grid.first : grid.uppers[bin - 1] + 1);
  return { least, greatest: grid.uppers[bin] };
}

interface Scale {
  readonly forward: (units: number) => number;
  readonly backward: (scaled: number) => number;
}

/** Ends of exactly `bins` bins, each of one unit or more, the rest of the scale shared out anew after each. */
function spacedUppers(first: number, last: number, bins: number, scale: Scale): Float64Array {
  const uppers = new Float64Array(bins);
  let least = first;
  for (let bin = 0; bin < bins; bin++) {
    const left = bins - bin;
    const start = scale.forward(least);
    const end = Math.round(scale.backward(start + (scale.forward(last) - start) / left));
    uppers[bin] = Math.min(last - left + 1, Math.max(least, end));
    least = uppers[bin] + 1;
  }
  return uppers;
}

function scaleInUnits(field: NumericField, unit: number): Scale {
  const { minimum } = field;
  if (field.role === 'log' || field.log) {
    const shift = logShift(minimum);
    return {
      forward: (units) => Math.log(units / unit + shift),
      backward: (scaled) => (Math.exp(scaled) - shift) * unit,
    };
  }
  if (minimum < 0) return { forward: (units) => units, backward: (scaled) => scaled };
  return {
    forward: (units) => Math.sqrt(Math.max(units / unit - minimum, 0)),
    backward: (scaled) => (scaled ** 2 + minimum) * unit,
  };
}
