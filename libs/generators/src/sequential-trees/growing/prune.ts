import { countsByNode, type Tree } from '../tree.ts';

/**
 * The tree with leaves of fewer than `leastRows` given up: their parents become leaves. Only rows that have gone since
 * the splits were chosen, with a site that fell silent, make such leaves.
 */
export function prunedTree(tree: Tree, cells: number, leastRows: number): Tree {
  const counts = countsByNode(tree, cells);
  const rowsOf = (node: number) => counts[node].reduce((sum, count) => sum + count, 0);
  const isLeaf = Array.from(tree.predictor, (column) => column < 0);
  for (let node = isLeaf.length - 1; node >= 0; node--) {
    if (isLeaf[node]) continue;
    const children = [tree.left[node], tree.left[node] + 1];
    if (children.some((child) => isLeaf[child] && rowsOf(child) < leastRows)) isLeaf[node] = true;
  }
  return rebuilt(tree, isLeaf, counts);
}

/** Nodes that can still be reached, numbered anew; a left child and its right one stay neighbours. */
function rebuilt(tree: Tree, isLeaf: readonly boolean[], counts: readonly Float64Array[]): Tree {
  const kept = [0];
  const left: number[] = [];
  for (const node of kept) {
    left.push(isLeaf[node] ? -1 : kept.length);
    if (!isLeaf[node]) kept.push(tree.left[node], tree.left[node] + 1);
  }
  return {
    ...tree,
    predictor: Int32Array.from(kept, (node) => (isLeaf[node] ? -1 : tree.predictor[node])),
    leftCells: Uint32Array.from(kept, (node) => (isLeaf[node] ? 0 : tree.leftCells[node])),
    left: Int32Array.from(left),
    depth: Uint8Array.from(kept, (node) => tree.depth[node]),
    leafCounts: Float64Array.from(kept.filter((node) => isLeaf[node]).flatMap((node) => [...counts[node]])),
  };
}
