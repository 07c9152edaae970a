import type { RandomStream } from '#random/random-stream';
import { placeOf } from '#random/weighted-place';
import type { CodedRows } from '../coding/coded-rows.ts';
import { cellCounts, type ColumnCoding } from '../coding/column-coding.ts';
import type { Tree } from '../tree.ts';
import { FineCells } from './fine-cells.ts';
import { LeafDraws } from './leaf-draws.ts';

/** The share of a fine cell's values that a row may have, given what has been drawn of it, in [0, 1]. */
export type AllowedShare = (row: number, fine: number) => number;

/** Draws the fine cells of a column, given the cells of the columns before it. */
export class ColumnDraws {
  readonly coding: ColumnCoding;
  readonly #fine: FineCells;
  readonly #cohort: Float64Array;
  readonly #trees: readonly LeafDraws[];

  constructor(coding: ColumnCoding, trees: readonly Tree[]) {
    this.coding = coding;
    this.#fine = new FineCells(coding);
    this.#cohort = cellCounts(coding);
    this.#trees = trees.map((tree) => new LeafDraws(tree, coding.cellCount));
  }

  /** One fine cell for each row, from the leaf of the row in one of the trees. */
  draw(codes: CodedRows, rowCount: number, stream: RandomStream): Draws {
    const leaves = this.#trees.map((tree) => tree.leavesOf(codes, rowCount));
    const bags = new Uint8Array(rowCount);
    const fine = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      if (this.#trees.length > 1) bags[row] = stream.int(this.#trees.length);
      fine[row] = this.#fine.draw(this.#trees[bags[row]].draw(leaves[bags[row]][row], stream), stream);
    }
    return { fine, leafOf: (row) => ({ bag: bags[row], leaf: leaves[bags[row]][row] }) };
  }

  /**
   * A fine cell of a row for which the first draw isn't allowed: from what is allowed of its leaf, or of the whole cohort
   * where nothing of the leaf is. Together with the first draw that is the leaf's distribution under the condition.
   * @returns undefined when nothing is allowed that anybody has
   */
  drawAllowed(row: number, draws: Draws, allowed: AllowedShare, stream: RandomStream): number | undefined {
    const { bag, leaf } = draws.leafOf(row);
    const tree = this.#trees[bag];
    return (
      this.#drawWeighted((cell) => tree.count(leaf, cell), row, allowed, stream) ??
      this.#drawWeighted((cell) => this.#cohort[cell], row, allowed, stream)
    );
  }

  /** The probability of a fine cell in a leaf. */
  probability(fine: number, { bag, leaf }: ReturnType<Draws['leafOf']>): number {
    const cell = this.coding.cellOf[fine];
    const rows = this.#trees[bag].rows(leaf);
    const within = this.#cohort[cell] > 0 ? this.coding.counts[fine] / this.#cohort[cell] : 0;
    return rows > 0 ? (this.#trees[bag].count(leaf, cell) / rows) * within : 0;
  }

  #drawWeighted(
    countOf: (cell: number) => number,
    row: number,
    allowed: AllowedShare,
    stream: RandomStream,
  ): number | undefined {
    const fines: number[] = [];
    const cumulated: number[] = [];
    let total = 0;
    for (let cell = 0; cell < this.coding.cellCount; cell++) {
      const count = countOf(cell);
      if (count === 0) continue;
      this.#fine.forEach(cell, (fine, share) => {
        const weight = count * share * allowed(row, fine);
        if (weight === 0) return;
        fines.push(fine);
        cumulated.push((total += weight));
      });
    }
    return total > 0 ? fines[placeOf(Float64Array.from(cumulated), stream.uniform() * total)] : undefined;
  }
}

/** Fine cells of all rows, and the leaf that each came from. */
export interface Draws {
  readonly fine: Int32Array;
  readonly leafOf: (row: number) => { readonly bag: number; readonly leaf: number };
}
