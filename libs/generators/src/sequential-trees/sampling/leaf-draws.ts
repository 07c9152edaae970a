import type { RandomStream } from '#random/random-stream';
import type { CodedRows } from '../coding/coded-rows.ts';
import { nodeOf, numberLeaves, type Tree } from '../tree.ts';

/** Draws cells of a column from the leaves of one of its trees. */
export class LeafDraws {
  readonly #tree: Tree;
  readonly #cells: number;
  readonly #leafOf: Int32Array;
  /** Weights of the cells of each leaf, and the same cumulated over its cells. */
  readonly #weights: Float64Array;
  readonly #cumulated: Float64Array;

  /**
   * @param cohort weights of the cells in the whole cohort, and so in a leaf that tells nothing; not all 0
   * @param isRare 1 for cells that have the share of the cohort in every leaf
   */
  constructor(tree: Tree, cohort: Float64Array, isRare: Uint8Array) {
    this.#tree = tree;
    this.#cells = cohort.length;
    this.#leafOf = numberLeaves(tree).leafOf;
    this.#weights = leafWeights(tree.leafCounts, cohort, isRare);
    this.#cumulated = this.#weights.slice();
    for (let i = 0; i < this.#cumulated.length; i++) {
      if (i % this.#cells > 0) this.#cumulated[i] += this.#cumulated[i - 1];
    }
  }

  /** The leaf in which a row comes to rest. */
  leafAt(row: number, codes: CodedRows): number {
    return this.#leafOf[nodeOf(this.#tree, codes, row)];
  }

  draw(leaf: number, stream: RandomStream): number {
    const start = leaf * this.#cells;
    const last = start + this.#cells - 1;
    const point = stream.uniform() * this.#cumulated[last];
    let at = start;
    while (at < last && this.#cumulated[at] <= point) at++;
    return at - start;
  }

  /** Weight of a cell in a leaf: rows, where the leaf tells of any. */
  weight(leaf: number, cell: number): number {
    return this.#weights[leaf * this.#cells + cell];
  }
}

function leafWeights(counts: Float64Array, cohort: Float64Array, isRare: Uint8Array): Float64Array {
  const cells = cohort.length;
  const weights = counts.slice();
  const common = cohort.reduce((sum, count, cell) => (isRare[cell] ? sum : sum + count), 0);
  for (let start = 0; start < weights.length; start += cells) {
    const told = weights.subarray(start, start + cells);
    const rows = told.reduce((sum, count) => sum + count, 0);
    if (rows === 0) told.set(cohort);
    else for (let cell = 0; cell < cells; cell++) if (isRare[cell]) told[cell] = (rows * cohort[cell]) / common;
  }
  return weights;
}
