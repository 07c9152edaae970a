import type { RandomStream } from '#random/random-stream';
import { numberLeaves, routeRows, type Tree } from '../tree.ts';
import type { CodedRows } from '../coding/coded-rows.ts';

/** Draws cells of a column from the leaves of one of its trees. */
export class LeafDraws {
  readonly #tree: Tree;
  readonly #cells: number;
  readonly #leafOf: Int32Array;
  /** Counts of each leaf, cumulated over its cells. */
  readonly #cumulated: Float64Array;

  constructor(tree: Tree, cells: number) {
    this.#tree = tree;
    this.#cells = cells;
    this.#leafOf = numberLeaves(tree).leafOf;
    this.#cumulated = tree.leafCounts.slice();
    for (let i = 0; i < this.#cumulated.length; i++) {
      if (i % cells > 0) this.#cumulated[i] += this.#cumulated[i - 1];
    }
  }

  /** The leaf in which each row comes to rest. */
  leavesOf(codes: CodedRows, rowCount: number): Int32Array {
    return routeRows(this.#tree, codes, rowCount).map((node) => this.#leafOf[node]);
  }

  draw(leaf: number, stream: RandomStream): number {
    const start = leaf * this.#cells;
    const last = start + this.#cells - 1;
    const point = stream.uniform() * this.#cumulated[last];
    let at = start;
    while (at < last && this.#cumulated[at] <= point) at++;
    return at - start;
  }

  /** Rows of a leaf. */
  rows(leaf: number): number {
    return this.#cumulated[(leaf + 1) * this.#cells - 1];
  }

  /** Rows of a cell in a leaf. */
  count(leaf: number, cell: number): number {
    return this.#tree.leafCounts[leaf * this.#cells + cell];
  }
}
