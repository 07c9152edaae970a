/**
 * Trees whose leaves' class shares are averaged, one after the other in flat arrays. A node's left child follows it. Its
 * kind is below `shares.length` for a leaf, which has that share; else `shares.length` + the place of its cut.
 */
export interface RandomForest {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Per node. */
  readonly kinds: Int32Array;
  /** Right child per node; 0 for a leaf. */
  readonly right: Int32Array;
  /** Shares of class 1 that leaves have. */
  readonly shares: Float64Array;
  /** Per cut the feature that it looks at. */
  readonly features: Int32Array;
  /** Per cut: values at most this go left. */
  readonly thresholds: Float64Array;
}

/** Probability of class 1 for each row of `columns`. */
export function forestProbabilities(forest: RandomForest, columns: readonly Float64Array[]): Float64Array {
  const rowCount = columns[0]?.length ?? 0;
  const sums = new Float64Array(rowCount);
  for (const root of forest.roots) addAnswers(forest, root, columns, sums);
  return sums.map((sum) => sum / forest.roots.length);
}

/** Adds the share of the leaf that each row falls into. */
function addAnswers(forest: RandomForest, root: number, columns: readonly Float64Array[], sums: Float64Array): void {
  const { kinds, right, shares, features, thresholds } = forest;
  const leaves = shares.length;
  for (let row = 0; row < sums.length; row++) {
    let node = root;
    let kind = kinds[node];
    while (kind >= leaves) {
      const cut = kind - leaves;
      node = columns[features[cut]][row] <= thresholds[cut] ? node + 1 : right[node];
      kind = kinds[node];
    }
    sums[row] += shares[kind];
  }
}
