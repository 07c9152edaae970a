import type { RandomStream } from '#random/random-stream';
import { placeOf } from '#random/weighted-place';
import { missingPlace } from '../../columns/fine-cells.ts';
import { cellCounts, type ColumnCoding } from '../coding/column-coding.ts';

/** The fine cells (states, bins) within each cell of a column, as frequent as in the whole cohort. */
export class FineCells {
  /** Fine cells of each cell, and their weights cumulated. */
  readonly #members: readonly Int32Array[];
  readonly #cumulated: readonly Float64Array[];

  constructor(coding: ColumnCoding) {
    const cells = Array.from({ length: coding.cellCount }, (_, cell) => cell);
    const totals = cellCounts(coding);
    const places = Array.from(coding.cellOf, (_, fine) => fine).filter((fine) => isPossible(coding, fine));
    // Of a cell that nothing is told of any value may stand.
    const weightOf = (fine: number) => (totals[coding.cellOf[fine]] > 0 ? coding.counts[fine] : 1);
    this.#members = cells.map((cell) =>
      Int32Array.from(places.filter((fine) => coding.cellOf[fine] === cell && weightOf(fine) > 0)),
    );
    this.#cumulated = this.#members.map((members) => {
      let total = 0;
      return Float64Array.from(members, (fine) => (total += weightOf(fine)));
    });
  }

  /** Weights of the cells in the whole cohort; where nothing is told of it, the number of fine cells in each. */
  cohortWeights(coding: ColumnCoding): Float64Array {
    const counts = cellCounts(coding);
    return counts.some((count) => count > 0) ? counts : Float64Array.from(this.#members, ({ length }) => length);
  }

  draw(cell: number, stream: RandomStream): number {
    const members = this.#members[cell];
    if (members.length === 1) return members[0];
    const cumulated = this.#cumulated[cell];
    return members[placeOf(cumulated, stream.uniform() * cumulated[cumulated.length - 1])];
  }

  /** Calls back with each fine cell of a cell and its share of it. */
  forEach(cell: number, visit: (fine: number, share: number) => void): void {
    const cumulated = this.#cumulated[cell];
    this.#members[cell].forEach((fine, i) =>
      visit(fine, (cumulated[i] - (i > 0 ? cumulated[i - 1] : 0)) / cumulated[cumulated.length - 1]),
    );
  }
}

/** A required column has a fine cell for missing in which no row can be. */
function isPossible({ field }: ColumnCoding, fine: number): boolean {
  return !field.required || fine !== missingPlace(field);
}
