import type { Seed } from '#random/random-stream';
import type { ColumnCoding } from './coding/column-coding.ts';
import type { TreeSettings } from './hyperparameters.ts';
import type { Tree } from './tree.ts';

/** Orders of columns that are tried one after the other. */
export interface OrderSearch {
  readonly candidates: readonly Int32Array[];
  /** Score of each that has been tried; the trees of the next are growing, unless all have been. */
  readonly scores: readonly number[];
  /** What the best so far came to. */
  readonly best: Pick<SequentialTreesState, 'order' | 'trees' | 'roots'> | undefined;
}

/** What the coordinator holds of sequential trees. Sites get it without pooled counts and leaves. */
export interface SequentialTreesState {
  readonly round: number;
  readonly seed: Seed;
  readonly settings: TreeSettings;
  /** Least rows in a leaf, over all sites. */
  readonly minimumLeafSize: number;
  /** Training rows that the profile counted. */
  readonly rowCount: number;
  /** In the order of the dictionary. */
  readonly columns: readonly ColumnCoding[];
  /** Column indices in the order in which they are generated. */
  readonly order: Int32Array;
  /** Bag by bag of the first column in the order, then of the next. */
  readonly trees: readonly Tree[];
  /** Nodes that wait to be split, as pairs of tree and node, the oldest first. */
  readonly open: Int32Array;
  /** Trees whose leaves have been counted. */
  readonly counted: number;
  /** Per column, rows per class of roundness (see `roundness.ts`); empty before the first round, and for states. */
  readonly roundness: readonly Float64Array[];
  /** Per tree, what its root was split on where the target has states: rows by predictor, cell of it and of the target. */
  readonly roots: readonly Float64Array[];
  /** Where the order is searched for; sites don't know. */
  readonly search?: OrderSearch;
}
