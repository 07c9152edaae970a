import type { RandomStream } from '#random/random-stream';

/** Columns of features as ranks: equal values share a rank, greater values have greater ranks. */
export interface RankedFeatures {
  readonly rowCount: number;
  /** Per feature the rank of each row, in 0 … values.length − 1. */
  readonly ranks: readonly Int32Array[];
  /** Per feature its distinct values, ascending. */
  readonly values: readonly Float64Array[];
}

/** A grown binary tree as parallel arrays, the root first. */
export interface ClassificationTree {
  /** Feature that a node splits on; −1 for a leaf. */
  readonly feature: readonly number[];
  /** Values at most this go left. */
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Share of class 1 among the node's training rows. */
  readonly positive: readonly number[];
}

interface Split {
  readonly feature: number;
  /** Ranks at most this go left. */
  readonly rank: number;
  /** The first rank seen on the right. */
  readonly nextRank: number;
  /** Σ over both sides of (n₀² + n₁²) / n: greatest where the Gini impurity left is least. */
  readonly purity: number;
}

/** Memory that every node uses anew. */
interface Workspace {
  /** Features in any order. */
  readonly order: Int32Array;
  /** Rows of each class at each rank. */
  readonly counts: Int32Array;
  readonly keys: Uint32Array;
}

/** Up to this many distinct values a feature's rows are counted; above, sorted. */
const COUNTED_VALUES = 64;

export function rankFeatures(columns: readonly Float64Array[]): RankedFeatures {
  const values = columns.map((column) => Float64Array.from(new Set(column)).sort());
  const ranks = columns.map((column, feature) => {
    const rankOf = new Map(Array.from(values[feature], (value, rank) => [value, rank]));
    return Int32Array.from(column, (value) => rankOf.get(value) ?? 0);
  });
  return { rowCount: columns[0]?.length ?? 0, ranks, values };
}

/**
 * Grows a tree to pure leaves by the Gini impurity, looking at `tried` random features that vary at each node (Breiman
 * 2001).
 * @param labels 0 or 1 per row
 * @param rows the bootstrap sample; reordered in place
 */
export function growTree(
  features: RankedFeatures,
  labels: Uint8Array,
  rows: Int32Array,
  tried: number,
  stream: RandomStream,
): ClassificationTree {
  const tree = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    positive: [] as number[],
  };
  const workspace = {
    order: Int32Array.from(features.ranks.keys()),
    counts: new Int32Array(2 * COUNTED_VALUES),
    keys: new Uint32Array(rows.length),
  };
  const addNode = (from: number, to: number): number => {
    const node = tree.feature.length;
    const ones = countOnes(labels, rows, from, to);
    const isPure = ones === 0 || ones === to - from;
    const split = isPure ? undefined : bestSplit(features, labels, rows.subarray(from, to), tried, workspace, stream);
    tree.feature.push(split?.feature ?? -1);
    tree.threshold.push(split === undefined ? 0 : thresholdOf(features, split));
    tree.positive.push(ones / (to - from));
    tree.left.push(-1);
    tree.right.push(-1);
    if (split === undefined) return node;
    const middle = from + partition(rows.subarray(from, to), features.ranks[split.feature], split.rank);
    tree.left[node] = addNode(from, middle);
    tree.right[node] = addNode(middle, to);
    return node;
  };
  addNode(0, rows.length);
  return tree;
}

/** Share of class 1 in the leaf that a row of `columns` falls into. */
export function predictRow(tree: ClassificationTree, columns: readonly Float64Array[], row: number): number {
  let node = 0;
  while (tree.feature[node] >= 0) {
    node = columns[tree.feature[node]][row] <= tree.threshold[node] ? tree.left[node] : tree.right[node];
  }
  return tree.positive[node];
}

/** Looks at features in random order until `tried` of them varied; features that don't vary here don't count. */
function bestSplit(
  features: RankedFeatures,
  labels: Uint8Array,
  rows: Int32Array,
  tried: number,
  workspace: Workspace,
  stream: RandomStream,
): Split | undefined {
  const { order } = workspace;
  let best: Split | undefined;
  let varied = 0;
  for (let i = 0; i < order.length && varied < tried; i++) {
    const other = i + stream.int(order.length - i);
    const feature = order[other];
    order[other] = order[i];
    order[i] = feature;
    const split = splitOn(features, feature, labels, rows, workspace);
    if (split === undefined) continue;
    varied++;
    if (best === undefined || split.purity > best.purity) best = split;
  }
  return best;
}

function splitOn(
  features: RankedFeatures,
  feature: number,
  labels: Uint8Array,
  rows: Int32Array,
  { counts, keys }: Workspace,
): Split | undefined {
  const ranks = features.ranks[feature];
  const distinct = features.values[feature].length;
  return distinct <= COUNTED_VALUES
    ? splitCounted(feature, countClasses(ranks, labels, rows, counts.subarray(0, 2 * distinct)))
    : splitSorted(feature, sortKeys(ranks, labels, rows, keys.subarray(0, rows.length)));
}

/** counts[2 rank + class]. */
function countClasses(ranks: Int32Array, labels: Uint8Array, rows: Int32Array, counts: Int32Array): Int32Array {
  counts.fill(0);
  for (let i = 0; i < rows.length; i++) counts[2 * ranks[rows[i]] + labels[rows[i]]]++;
  return counts;
}

/** 2 rank + class of each row, ascending. */
function sortKeys(ranks: Int32Array, labels: Uint8Array, rows: Int32Array, keys: Uint32Array): Uint32Array {
  for (let i = 0; i < rows.length; i++) keys[i] = 2 * ranks[rows[i]] + labels[rows[i]];
  return keys.sort();
}

function splitCounted(feature: number, counts: Int32Array): Split | undefined {
  const scan = new SplitScan(feature, sumAt(counts, 0), sumAt(counts, 1));
  for (let rank = 0; 2 * rank < counts.length; rank++) {
    if (counts[2 * rank] + counts[2 * rank + 1] > 0) scan.add(rank, counts[2 * rank], counts[2 * rank + 1]);
  }
  return scan.best;
}

function splitSorted(feature: number, keys: Uint32Array): Split | undefined {
  let ones = 0;
  for (const key of keys) ones += key & 1;
  const scan = new SplitScan(feature, keys.length - ones, ones);
  for (let start = 0; start < keys.length;) {
    const rank = keys[start] >>> 1;
    let end = start;
    let onesHere = 0;
    while (end < keys.length && keys[end] >>> 1 === rank) onesHere += keys[end++] & 1;
    scan.add(rank, end - start - onesHere, onesHere);
    start = end;
  }
  return scan.best;
}

/** Walks up the ranks of a feature at a node and remembers the purest cut. */
class SplitScan {
  best: Split | undefined;
  readonly #feature: number;
  readonly #zeros: number;
  readonly #ones: number;
  #zerosLeft = 0;
  #onesLeft = 0;
  #rank = -1;

  constructor(feature: number, zeros: number, ones: number) {
    this.#feature = feature;
    this.#zeros = zeros;
    this.#ones = ones;
  }

  add(rank: number, zeros: number, ones: number): void {
    if (this.#rank >= 0) this.#consider(rank);
    this.#zerosLeft += zeros;
    this.#onesLeft += ones;
    this.#rank = rank;
  }

  #consider(nextRank: number): void {
    const left = this.#zerosLeft ** 2 + this.#onesLeft ** 2;
    const right = (this.#zeros - this.#zerosLeft) ** 2 + (this.#ones - this.#onesLeft) ** 2;
    const leftCount = this.#zerosLeft + this.#onesLeft;
    const purity = left / leftCount + right / (this.#zeros + this.#ones - leftCount);
    if (this.best === undefined || purity > this.best.purity) {
      this.best = { feature: this.#feature, rank: this.#rank, nextRank, purity };
    }
  }
}

function thresholdOf(features: RankedFeatures, split: Split): number {
  const values = features.values[split.feature];
  return (values[split.rank] + values[split.nextRank]) / 2;
}

/** Rows with a rank of at most `rank` first; returns how many. */
function partition(rows: Int32Array, ranks: Int32Array, rank: number): number {
  let left = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (ranks[row] > rank) continue;
    rows[i] = rows[left];
    rows[left++] = row;
  }
  return left;
}

function countOnes(labels: Uint8Array, rows: Int32Array, from: number, to: number): number {
  let ones = 0;
  for (let i = from; i < to; i++) ones += labels[rows[i]];
  return ones;
}

function sumAt(counts: Int32Array, label: number): number {
  let sum = 0;
  for (let i = label; i < counts.length; i += 2) sum += counts[i];
  return sum;
}
