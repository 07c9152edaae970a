import type { ClassificationTree } from '../src/models/classification-tree.ts';

/** Share of class 1 in the leaf that a row of `columns` falls into. */
export function walkTree(tree: ClassificationTree, columns: readonly Float64Array[], row: number): number {
  let node = 0;
  while (tree.feature[node] >= 0) {
    node = columns[tree.feature[node]][row] <= tree.threshold[node] ? node + 1 : tree.right[node];
  }
  return tree.positive[node];
}
