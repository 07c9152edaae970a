import type { RandomStream } from '#random/random-stream';
import { placeOf } from '#random/weighted-place';
import type { CodedRows } from '../coding/coded-rows.ts';
import type { ColumnCoding } from '../coding/column-coding.ts';
import { rareCells } from '../release/told-model.ts';
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

  constructor(coding: ColumnCoding, trees: readonly Tree[], minimumCellSize: number) {
    this.coding = coding;
    this.#fine = new FineCells(coding);
    this.#cohort = this.#fine.cohortWeights(coding);
    const isRare = rareCells(coding, minimumCellSize);
    this.#trees = trees.map((tree) => new LeafDraws(tree, this.#cohort, isRare));
  }

  /** One fine cell for each row, from the leaf of the row in one of the trees. */
  draw(codes: CodedRows, rowCount: number, stream: RandomStream): Draws {
    const bags = new Uint8Array(rowCount);
    const leaves = new Int32Array(rowCount);
    const fine = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      if (this.#trees.length > 1) bags[row] = stream.int(this.#trees.length);
      const tree = this.#trees[bags[row]];
      leaves[row] = tree.leafAt(row, codes);
      fine[row] = this.#fine.draw(tree.draw(leaves[row], stream), stream);
    }
    return { fine, leafOf: (row) => ({ bag: bags[row], leaf: leaves[row] }) };
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
      this.#drawWeighted((cell) => tree.weight(leaf, cell), row, allowed, stream) ??
      this.#drawWeighted((cell) => this.#cohort[cell], row, allowed, stream)
    );
  }

  /** What is allowed of a row's leaf, as weight. */
  allowedWeight(row: number, draws: Draws, allowed: AllowedShare): number {
    const { bag, leaf } = draws.leafOf(row);
    let total = 0;
    this.#visit(
      (cell) => this.#trees[bag].weight(leaf, cell),
      (fine, weight) => (total += weight * allowed(row, fine)),
    );
    return total;
  }

  #drawWeighted(
    weightOf: (cell: number) => number,
    row: number,
    allowed: AllowedShare,
    stream: RandomStream,
  ): number | undefined {
    const fines: number[] = [];
    const cumulated: number[] = [];
    let total = 0;
    this.#visit(weightOf, (fine, ofCell) => {
      const weight = ofCell * allowed(row, fine);
      if (weight === 0) return;
      fines.push(fine);
      cumulated.push((total += weight));
    });
    return total > 0 ? fines[placeOf(Float64Array.from(cumulated), stream.uniform() * total)] : undefined;
  }

  #visit(weightOf: (cell: number) => number, visit: (fine: number, weight: number) => void): void {
    for (let cell = 0; cell < this.coding.cellCount; cell++) {
      const weight = weightOf(cell);
      if (weight > 0) this.#fine.forEach(cell, (fine, share) => visit(fine, weight * share));
    }
  }
}

/** Fine cells of all rows, and the leaf that each came from. */
export interface Draws {
  readonly fine: Int32Array;
  readonly leafOf: (row: number) => { readonly bag: number; readonly leaf: number };
}
