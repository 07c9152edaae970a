import type { ClassificationTree } from './classification-tree.ts';
import type { RandomForest } from './forest.ts';

/**
 * Whether the tree at a place of a forest is this one, node by node, bit for bit. Both stand depth first, left before
 * right, so that the order of leaves and cuts tells all children.
 */
export function isTreeOf(forest: RandomForest, place: number, tree: ClassificationTree): boolean {
  const { roots, kinds, shares, features, thresholds } = forest;
  const root = roots[place];
  const end = place + 1 < roots.length ? roots[place + 1] : kinds.length;
  if (end - root !== tree.feature.length) return false;
  return tree.feature.every((feature, node) => {
    const kind = kinds[root + node];
    if (feature < 0) return kind < shares.length && shares[kind] === tree.positive[node];
    const cut = kind - shares.length;
    return cut >= 0 && features[cut] === feature && thresholds[cut] === tree.threshold[node];
  });
}
