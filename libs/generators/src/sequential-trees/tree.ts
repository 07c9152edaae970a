import type { CodedRows } from './coding/coded-rows.ts';

/**
 * One tree: how a column depends on the columns before it. Nodes are numbered from the root, 0; the right child of a node
 * follows its left one.
 */
export interface Tree {
  /** Index of the column that the tree tells. */
  readonly target: number;
  /** Which of the column's trees it is; each grows on its own part of the rows. */
  readonly bag: number;
  /** Column index by which a node splits; −1 for a node without a split. */
  readonly predictor: Int32Array;
  /** Bit c: rows of the predictor's cell c go left. */
  readonly leftCells: Uint32Array;
  /** Left child; −1 for a node without a split. */
  readonly left: Int32Array;
  readonly depth: Uint8Array;
  /** Pooled rows of the node's leaf per cell of the target, leaf by leaf in the order of the nodes; empty until counted. */
  readonly leafCounts: Float64Array;
}

/** A split as it is chosen: a predictor and the cells whose rows go left. */
export interface Split {
  readonly predictor: number;
  readonly leftCells: number;
}

export function rootOnly(target: number, bag: number): Tree {
  return {
    target,
    bag,
    predictor: Int32Array.of(-1),
    leftCells: Uint32Array.of(0),
    left: Int32Array.of(-1),
    depth: Uint8Array.of(0),
    leafCounts: new Float64Array(0),
  };
}

/** The tree with some of its leaves split, in the order of the map; children are numbered in that order. */
export function withSplits(tree: Tree, splits: ReadonlyMap<number, Split>): Tree {
  const before = tree.predictor.length;
  const nodes = before + 2 * splits.size;
  const grown = {
    ...tree,
    predictor: extended(tree.predictor, new Int32Array(nodes).fill(-1)),
    leftCells: extended(tree.leftCells, new Uint32Array(nodes)),
    left: extended(tree.left, new Int32Array(nodes).fill(-1)),
    depth: extended(tree.depth, new Uint8Array(nodes)),
  };
  let child = before;
  for (const [node, { predictor, leftCells }] of splits) {
    grown.predictor[node] = predictor;
    grown.leftCells[node] = leftCells;
    grown.left[node] = child;
    grown.depth[child] = grown.depth[child + 1] = tree.depth[node] + 1;
    child += 2;
  }
  return grown;
}

/** The node of each row where it comes to rest. */
export function routeRows(tree: Tree, codes: CodedRows, rowCount: number): Int32Array {
  const nodes = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) nodes[row] = nodeOf(tree, codes, row);
  return nodes;
}

/** The node where one row comes to rest. */
export function nodeOf({ predictor, leftCells, left }: Tree, codes: CodedRows, row: number): number {
  let node = 0;
  while (predictor[node] >= 0) node = left[node] + 1 - ((leftCells[node] >>> codes[predictor[node]][row]) & 1);
  return node;
}

/** The number of each node among the leaves, −1 for a node that splits, and how many leaves there are. */
export function numberLeaves({ predictor }: Tree): { readonly leafOf: Int32Array; readonly leafCount: number } {
  let leafCount = 0;
  const leafOf = predictor.map((column) => (column < 0 ? leafCount++ : -1));
  return { leafOf, leafCount };
}

/** Rows of every node per cell of the target: those of its leaves, added up. */
export function countsByNode(tree: Tree, cells: number): Float64Array[] {
  const { leafOf } = numberLeaves(tree);
  const counts: Float64Array[] = Array.from(leafOf, (leaf) => tree.leafCounts.slice(leaf * cells, (leaf + 1) * cells));
  for (let node = counts.length - 1; node >= 0; node--) {
    if (tree.predictor[node] < 0) continue;
    const [left, right] = [counts[tree.left[node]], counts[tree.left[node] + 1]];
    counts[node] = left.map((count, cell) => count + right[cell]);
  }
  return counts;
}

function extended<T extends Int32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
