import type { RandomStream } from '#random/random-stream';
import { SplitSearch } from './best-split.ts';
import type { Keys, LabelledFeatures } from './labelled-features.ts';

/** A grown binary tree as parallel arrays, depth first: the root first, and each left child right after its parent. */
export interface ClassificationTree {
  /** Feature that a node splits on; −1 for a leaf. */
  readonly feature: Int32Array;
  /** Values at most this go left. */
  readonly threshold: Float64Array;
  /** Right child; −1 for a leaf. */
  readonly right: Int32Array;
  /** Share of class 1 among the node's training rows. */
  readonly positive: Float64Array;
}

/**
 * Grows a tree to pure leaves by the Gini impurity, looking at `tried` random features that vary at each node (Breiman
 * 2001).
 * @param rows the bootstrap sample; reordered in place
 */
export function growTree(
  features: LabelledFeatures,
  rows: Int32Array,
  tried: number,
  stream: RandomStream,
): ClassificationTree {
  const grower = new TreeGrower(features, rows, tried, stream);
  grower.addNode(0, rows.length);
  return grower.tree();
}

/** One tree while it grows. */
class TreeGrower {
  readonly #features: LabelledFeatures;
  readonly #rows: Int32Array;
  readonly #tried: number;
  readonly #stream: RandomStream;
  readonly #search: SplitSearch;
  /** Features in any order. */
  readonly #order: Int32Array;
  /** 1 for features known not to vary at this node, because they don't at one above it. */
  readonly #isConstant: Uint8Array;
  /** The same, in the order in which they were found. */
  readonly #constants: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #right: number[] = [];
  readonly #positive: number[] = [];

  constructor(features: LabelledFeatures, rows: Int32Array, tried: number, stream: RandomStream) {
    const featureCount = features.keys.length;
    const mostValues = features.values.reduce((most, { length }) => Math.max(most, length), 1);
    this.#features = features;
    this.#rows = rows;
    this.#tried = tried;
    this.#stream = stream;
    this.#search = new SplitSearch(mostValues, rows.length);
    this.#order = Int32Array.from({ length: featureCount }, (_, feature) => feature);
    this.#isConstant = new Uint8Array(featureCount);
  }

  /** Adds a node for the rows from `from` up to before `to`, and all below it. Returns its index. */
  addNode(from: number, to: number): number {
    const node = this.#feature.length;
    const ones = countOnes(this.#features.labels, this.#rows, from, to);
    const constantsAbove = this.#constants.length;
    const isPure = ones === 0 || ones === to - from;
    const split = isPure ? undefined : this.#bestSplit(from, to, ones);
    this.#feature.push(split?.feature ?? -1);
    this.#threshold.push(split?.threshold ?? 0);
    this.#positive.push(ones / (to - from));
    this.#right.push(-1);
    if (split !== undefined) {
      const middle = partition(this.#rows, from, to, this.#features.keys[split.feature], split.rank);
      this.addNode(from, middle);
      this.#right[node] = this.addNode(middle, to);
    }
    this.#forgetConstants(constantsAbove);
    return node;
  }

  tree(): ClassificationTree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      right: Int32Array.from(this.#right),
      positive: Float64Array.from(this.#positive),
    };
  }

  /** Looks at features in random order until `tried` of them varied; features that don't vary here don't count. */
  #bestSplit(from: number, to: number, ones: number): Split | undefined {
    const search = this.#search;
    const { keys, values } = this.#features;
    let varied = 0;
    let purity = -1;
    let feature = -1;
    let rank = -1;
    let nextRank = -1;
    for (let i = 0; i < this.#order.length && varied < this.#tried; i++) {
      const candidate = this.#draw(i);
      if (this.#isConstant[candidate] === 1) continue;
      if (!search.search(keys[candidate], values[candidate].length, this.#rows, from, to, ones)) {
        this.#isConstant[candidate] = 1;
        this.#constants.push(candidate);
        continue;
      }
      varied++;
      if (search.purity <= purity) continue;
      ({ purity, rank, nextRank } = search);
      feature = candidate;
    }
    if (feature < 0) return undefined;
    return { feature, rank, threshold: (values[feature][rank] + values[feature][nextRank]) / 2 };
  }

  /** A feature at random among those from the i-th on, which changes places with the i-th. */
  #draw(i: number): number {
    const order = this.#order;
    const other = i + this.#stream.int(order.length - i);
    const feature = order[other];
    order[other] = order[i];
    order[i] = feature;
    return feature;
  }

  #forgetConstants(kept: number): void {
    for (let i = kept; i < this.#constants.length; i++) this.#isConstant[this.#constants[i]] = 0;
    this.#constants.length = kept;
  }
}

interface Split {
  readonly feature: number;
  /** Ranks at most this go left. */
  readonly rank: number;
  /** Midway between the values on both sides. */
  readonly threshold: number;
}

/** Rows with a rank of at most `rank` first; returns where the others start. */
function partition(rows: Int32Array, from: number, to: number, keys: Keys, rank: number): number {
  const most = 2 * rank + 1;
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    if (keys[row] > most) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

function countOnes(labels: Uint8Array, rows: Int32Array, from: number, to: number): number {
  let ones = 0;
  for (let i = from; i < to; i++) ones += labels[rows[i]];
  return ones;
}
