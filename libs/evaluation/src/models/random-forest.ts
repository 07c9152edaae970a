import { RandomStream, type Seed } from '#random/random-stream';
import { type ClassificationTree, growTree } from './classification-tree.ts';
import type { RandomForest } from './forest.ts';
import { ForestPacker } from './forest-packer.ts';
import { labelFeatures } from './labelled-features.ts';

export interface TreeOptions {
  readonly seed: Seed;
  /**
   * Per row ≥ 0, not all 0: bootstrap samples draw rows in proportion to them, so that a row of weight 2 counts as two
   * alike. Default: all the same.
   */
  readonly weights?: Float64Array;
}

export interface ForestOptions extends TreeOptions {
  /** Default `TREES`. */
  readonly trees?: number;
}

export const TREES = 100;

/** The tree at a place of a forest, which is the same whether or not the others are grown. */
export type TreeSource = (place: number) => ClassificationTree;

/**
 * Random forest for two classes (Breiman 2001): bootstrap samples, Gini impurity, √(number of features) tried at each
 * node, leaves grown pure.
 * @param columns per feature a value per row; no NaN
 * @param labels 0 or 1 per row
 */
export function fitForest(columns: readonly Float64Array[], labels: Uint8Array, options: ForestOptions): RandomForest {
  return packForest(treeSource(columns, labels, options), options.trees);
}

/** The trees of `fitForest` one by one. */
export function treeSource(columns: readonly Float64Array[], labels: Uint8Array, options: TreeOptions): TreeSource {
  const features = labelFeatures(columns, labels);
  const tried = Math.max(1, Math.floor(Math.sqrt(columns.length)));
  return (place) => {
    const stream = RandomStream.derive(options.seed, 'tree', place);
    const rows = bootstrap(labels.length, options.weights, stream);
    return growTree(features, rows, tried, stream);
  };
}

export function packForest(grow: TreeSource, trees = TREES): RandomForest {
  const packer = new ForestPacker();
  for (let place = 0; place < trees; place++) packer.add(grow(place));
  return packer.forest();
}

function bootstrap(rowCount: number, weights: Float64Array | undefined, stream: RandomStream): Int32Array {
  // Several times as fast as `Int32Array.from` with a function.
  const rows = new Int32Array(rowCount);
  if (weights === undefined) return rows.map(() => stream.int(rowCount));
  const ends = runningTotal(weights);
  const total = ends[rowCount - 1];
  return rows.map(() => firstAbove(ends, stream.uniform() * total));
}

function runningTotal(weights: Float64Array): Float64Array {
  let total = 0;
  return weights.map((weight) => (total += weight));
}

/** Index of the first of ascending values that is greater; below the last one. */
function firstAbove(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
