import { placeOf } from '#random/weighted-place';
import { normalQuantile } from '#statistics/distributions/normal';
import type { NumericField } from '#tabular/dictionary';
import { binOfUnits, binUnits, type Grid, gridOf } from '#tabular/profile/grid';

/** Rows that an empty bin between two occupied ones counts for, so that the scale rises everywhere between them. */
const EMPTY_BIN = 0.01;

/** Scores lie within ±4.3. */
const LEAST_SHARE = 1e-5;

/**
 * The scale on which the flow sees a number: the share of the pooled rows below it, from the summed histogram of the profile,
 * as a normal score. Within a bin, values are spread evenly. Nobody's extreme is in it: ends are those of agreed bins.
 */
export class NormalScores {
  readonly #grid: Grid;
  /** Share of the rows below each bin; one more entry for all of them. */
  readonly #below: Float64Array;
  /** Share of the rows up to the end of each bin. */
  readonly #ends: Float64Array;

  /** `counts`: rows by bin of the field's grid. */
  constructor(field: NumericField, counts: ArrayLike<number>) {
    this.#grid = gridOf(field);
    this.#below = sharesBelow(counts);
    this.#ends = this.#below.subarray(1);
  }

  /** The share of rows with less than this many units. */
  shareBelow(units: number): number {
    const bin = binOfUnits(this.#grid, units);
    const { least, greatest } = binUnits(this.#grid, bin);
    const within = Math.min(1, Math.max(0, (units - least) / (greatest - least + 1)));
    return this.#below[bin] + within * (this.#below[bin + 1] - this.#below[bin]);
  }

  /**
   * The share of the rows below a value at a place in [0, 1] of its unit; NaN among nobody.
   * @param upTo the greatest that it may be, in units: the share is then among values up to it
   */
  shareOf(value: number, place: number, upTo?: number): number {
    const units = Math.round(value * this.#grid.unit);
    const least = this.shareBelow(units);
    const share = least + place * (this.shareBelow(units + 1) - least);
    return upTo === undefined ? share : share / this.shareBelow(upTo + 1);
  }

  /** The same as a normal score. */
  scoreOf(value: number, place: number, upTo?: number): number {
    return scoreOfShare(this.shareOf(value, place, upTo));
  }

  /** The share of this scale up to which a share `level` of other rows lies, which are counted by the same bins. */
  shareAt(counts: Float64Array, level: number): number {
    const total = counts.reduce((sum, count) => sum + count, 0);
    let left = level * total;
    for (let bin = 0; bin < counts.length; bin++) {
      if (left <= counts[bin]) {
        const within = counts[bin] > 0 ? left / counts[bin] : 0;
        return this.#below[bin] + within * (this.#below[bin + 1] - this.#below[bin]);
      }
      left -= counts[bin];
    }
    return 1;
  }

  /** The bin that a share falls in. */
  binAt(share: number): number {
    return placeOf(this.#ends, share);
  }

  /** The bin of a value in units. */
  binOf(units: number): number {
    return binOfUnits(this.#grid, units);
  }

  /** The share of the rows below a bin; of all for the one after the last. */
  startOf(bin: number): number {
    return this.#below[bin];
  }

  /** The least and the greatest value of a bin, in units. */
  unitsOf(bin: number): { readonly least: number; readonly greatest: number } {
    return binUnits(this.#grid, bin);
  }
}

/** The normal score of a share of rows; those next to 0 and 1 (and NaN, of nothing) are held off. */
export function scoreOfShare(share: number): number {
  if (Number.isNaN(share)) return 0;
  return normalQuantile(Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share)));
}

function sharesBelow(counts: ArrayLike<number>): Float64Array {
  const smoothed = withoutGaps(counts);
  const total = smoothed.reduce((sum, count) => sum + count, 0);
  const below = new Float64Array(counts.length + 1);
  for (let bin = 0; bin < counts.length; bin++) below[bin + 1] = below[bin] + smoothed[bin] / total;
  below[counts.length] = 1;
  return below;
}

/** Nobody has a value: any may stand. */
function withoutGaps(counts: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(counts);
  const first = all.findIndex((count) => count > 0);
  const last = all.findLastIndex((count) => count > 0);
  if (first < 0) return all.fill(1);
  return all.map((count, bin) => (count === 0 && bin > first && bin < last ? EMPTY_BIN : count));
}
