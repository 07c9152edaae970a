import { isSmallCount, suppressSmallCells } from '#privacy/small-cells';

/** Releases counts of real patients and remembers how many it held back. */
export class Suppression {
  readonly minimumCellSize: number;
  #cells = 0;

  constructor(minimumCellSize: number) {
    this.minimumCellSize = minimumCellSize;
  }

  get cells(): number {
    return this.#cells;
  }

  /** A count that stands alone. */
  release(count: number): number | null {
    if (!isSmallCount(count, this.minimumCellSize)) return count;
    this.#cells++;
    return null;
  }

  /** The cells of one partition of rows. */
  releaseAll(counts: ArrayLike<number>): readonly (number | null)[] {
    const released = suppressSmallCells(counts, this.minimumCellSize);
    this.#cells += released.suppressed;
    return released.counts;
  }

  /** A statistic of so many patients. */
  releaseStatistic(value: number, patients: number): number | null {
    return patients >= this.minimumCellSize && Number.isFinite(value) ? value : null;
  }
}

/** For synthetic rows: nothing is held back. */
export function noSuppression(): Suppression {
  return new Suppression(0);
}

/** JSON has no NaN. */
export function orNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
