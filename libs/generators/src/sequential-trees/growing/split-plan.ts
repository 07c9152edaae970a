import { statisticsWidth } from './target-statistics.ts';
import type { SequentialTreesState } from '../state.ts';
import type { Tree } from '../tree.ts';

/**
 * Counts in one round, at most (unless a single node needs more): 8 MB as numbers to add up, 4 MB on the wire. Nodes
 * beyond it wait for the next round.
 */
export const MOST_COUNTS = 2 ** 20;

/** An open node and where its counts begin. */
export interface OpenNode {
  readonly tree: number;
  readonly node: number;
  readonly offset: number;
}

/** What a round of splitting counts: per open node, predictor and cell of it the statistics of the target. */
export interface SplitPlan {
  readonly nodes: readonly OpenNode[];
  readonly length: number;
}

type Growth = Pick<SequentialTreesState, 'columns' | 'order' | 'trees' | 'open'>;

export function splitPlan(state: Growth): SplitPlan {
  const nodes: OpenNode[] = [];
  const blockOf = new Map<number, number>();
  let length = 0;
  for (let i = 0; i < state.open.length; i += 2) {
    const tree = state.open[i];
    const { target } = state.trees[tree];
    const block = blockOf.get(target) ?? predictorsOf(state, target).length;
    blockOf.set(target, block);
    if (nodes.length > 0 && length + block > MOST_COUNTS) break;
    nodes.push({ tree, node: state.open[i + 1], offset: length });
    length += block;
  }
  return { nodes, length };
}

/** The columns before a target, and where the counts of each begin within the block of a node. */
export interface Predictors {
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  /** Counts of a whole block. */
  readonly length: number;
}

export function predictorsOf({ columns, order }: Pick<Growth, 'columns' | 'order'>, target: number): Predictors {
  const before = order.subarray(0, order.indexOf(target));
  const width = statisticsWidth(columns[target]);
  const offsets = new Int32Array(before.length);
  let length = 0;
  before.forEach((column, i) => {
    offsets[i] = length;
    length += columns[column].cellCount * width;
  });
  return { columns: before, offsets, length };
}

/** The open nodes by tree. */
export function nodesByTree(plan: SplitPlan): Map<number, OpenNode[]> {
  return Map.groupBy(plan.nodes, ({ tree }) => tree);
}

/** What a round of leaves counts: whole trees as far as they fit, each leaf by cell of the target. */
export interface LeafPlan {
  /** The first tree, and one past the last. */
  readonly from: number;
  readonly to: number;
  readonly offsets: readonly number[];
  readonly length: number;
}

export function leafPlan({
  columns,
  trees,
  counted,
}: Pick<SequentialTreesState, 'columns' | 'trees' | 'counted'>): LeafPlan {
  const offsets: number[] = [];
  let length = 0;
  let to = counted;
  for (; to < trees.length; to++) {
    const size = leafCountsLength(trees[to], columns[trees[to].target].cellCount);
    if (to > counted && length + size > MOST_COUNTS) break;
    offsets.push(length);
    length += size;
  }
  return { from: counted, to, offsets, length };
}

function leafCountsLength({ predictor }: Tree, cells: number): number {
  return predictor.reduce((leaves, column) => leaves + (column < 0 ? 1 : 0), 0) * cells;
}
