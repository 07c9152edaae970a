/**
 * A search for the order of columns: the trees of a few orders are grown one after the other, and those are kept whose
 * leaves tell most of the rows. All that is compared are sums over sites, so the choice is that of the pooled rows.
 */
import { cellCounts, type ColumnCoding } from './coding/column-coding.ts';
import { plantTrees } from './growing/grow.ts';
import type { OrderSearch, SequentialTreesState } from './state.ts';
import type { Tree } from './tree.ts';

/** Rows of the cohort that are added to each leaf. */
const SMOOTHING = 1;

/** How wide the rows of each column are spread over its cells: the entropy of their counts. */
export function spreadOf(columns: readonly ColumnCoding[]): number[] {
  return columns.map((coding) => entropy(cellCounts(coding)));
}

function entropy(counts: Float64Array): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / rows) * Math.log(count / rows) : sum), 0);
}

/** The state of a search whose current order's trees are complete: on to the next order, or back to the best. */
export function afterOrder(
  state: SequentialTreesState,
  search: OrderSearch,
  isSplittable: (rows: number) => boolean,
): SequentialTreesState {
  const score = orderScore(state.columns, state.trees);
  const isBest = search.best === undefined || score > Math.max(...search.scores);
  const best = isBest ? { order: state.order, trees: state.trees, roots: state.roots } : search.best!;
  const scores = [...search.scores, score];
  const next = search.candidates.at(scores.length);
  if (next === undefined) return { ...state, ...best, search: { ...search, scores, best: undefined } };
  return {
    ...state,
    order: next,
    ...plantTrees(state.columns, next, state.settings.trees, isSplittable),
    counted: 0,
    roots: [],
    search: { ...search, scores, best },
  };
}

/**
 * Leave-one-out log likelihood of the rows: each in its leaf by what the leaf's other rows have, and one row of the cohort,
 * Σ n_c ln((n_c − 1 + p_c) / N) for a leaf of N rows, p the shares of the cohort. Small leaves pay for themselves.
 */
export function orderScore(columns: readonly ColumnCoding[], trees: readonly Tree[]): number {
  return trees.reduce((sum, tree) => sum + treeScore(tree, cellCounts(columns[tree.target])), 0);
}

function treeScore({ leafCounts }: Tree, cohort: Float64Array): number {
  const cells = cohort.length;
  const rows = cohort.reduce((sum, count) => sum + count, 0);
  let score = 0;
  for (let start = 0; start < leafCounts.length; start += cells) {
    let inLeaf = 0;
    for (let cell = 0; cell < cells; cell++) inLeaf += leafCounts[start + cell];
    for (let cell = 0; cell < cells; cell++) {
      const count = leafCounts[start + cell];
      // Of a cell of which nothing is told, as much as of one row.
      const share = Math.max(cohort[cell], 1) / Math.max(rows, 1);
      if (count > 0) score += count * Math.log((count - 1 + SMOOTHING * share) / (inLeaf - 1 + SMOOTHING));
    }
  }
  return score;
}
