import { RandomStream, type Seed } from '#random/random-stream';
import { type ClassificationTree, growTree, predictRow, rankFeatures } from './classification-tree.ts';

/** Trees whose leaves' class shares are averaged. */
export interface RandomForest {
  readonly trees: readonly ClassificationTree[];
}

export interface ForestOptions {
  /** Default 100. */
  readonly trees?: number;
  readonly seed: Seed;
}

/**
 * Random forest for two classes (Breiman 2001): bootstrap samples, Gini impurity, √(number of features) tried at each
 * node, leaves grown pure.
 * @param columns per feature a value per row; no NaN
 * @param labels 0 or 1 per row
 */
export function fitForest(columns: readonly Float64Array[], labels: Uint8Array, options: ForestOptions): RandomForest {
  const features = rankFeatures(columns);
  const tried = Math.max(1, Math.floor(Math.sqrt(columns.length)));
  const trees = Array.from({ length: options.trees ?? 100 }, (_, tree) => {
    const stream = RandomStream.derive(options.seed, 'tree', tree);
    const rows = Int32Array.from({ length: labels.length }, () => stream.int(labels.length));
    return growTree(features, labels, rows, tried, stream);
  });
  return { trees };
}

/** Probability of class 1 for each row of `columns`. */
export function forestProbabilities(forest: RandomForest, columns: readonly Float64Array[]): Float64Array {
  const rowCount = columns[0]?.length ?? 0;
  const sums = new Float64Array(rowCount);
  for (const tree of forest.trees) {
    for (let row = 0; row < rowCount; row++) sums[row] += predictRow(tree, columns, row);
  }
  return sums.map((sum) => sum / forest.trees.length);
}
