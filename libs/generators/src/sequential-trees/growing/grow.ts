import { cellCounts, type ColumnCoding } from '../coding/column-coding.ts';
import type { SequentialTreesState } from '../state.ts';
import { rareCells } from '../release/told-model.ts';
import { rootOnly, withSplits } from '../tree.ts';
import { type ChosenSplit, chooseSplit, type PredictorCounts } from './choose-split.ts';
import { nodesByTree, type OpenNode, type Predictors, predictorsOf, type SplitPlan } from './split-plan.ts';
import { statisticsOf, type TargetStatistics } from './target-statistics.ts';

/** Columns by which the tree of a column splits first, from the root on. */
export type LeadingPredictors = (target: number) => readonly number[];

/** The trees with the nodes of the plan split on the summed counts, or left as leaves. */
export function growTrees(
  state: SequentialTreesState,
  plan: SplitPlan,
  sums: Float64Array,
  leading: LeadingPredictors,
  minimumCellSize: number,
): SequentialTreesState {
  const rare = state.columns.map((coding) => rareCells(coding, minimumCellSize));
  const trees = [...state.trees];
  const opened = new Map<number, number[]>();
  for (const [tree, nodes] of nodesByTree(plan)) {
    const growth = new TreeGrowth(state, tree, leading(state.trees[tree].target), rare);
    const splits = growth.splitsOf(nodes, sums);
    trees[tree] = withSplits(state.trees[tree], splits);
    opened.set(tree, openChildren(state, trees[tree].left, trees[tree].depth, splits));
  }
  const open = [...state.open.subarray(2 * plan.nodes.length)];
  for (const [tree, nodes] of opened) for (const node of nodes) open.push(tree, node);
  return { ...state, trees, open: Int32Array.from(open) };
}

/** Trees of one node each, and those that may be split. */
export function plantTrees(
  columns: readonly ColumnCoding[],
  order: Int32Array,
  bags: number,
  isSplittable: (rows: number) => boolean,
): Pick<SequentialTreesState, 'trees' | 'open'> {
  const targets = [...order].flatMap((target) => Array.from({ length: bags }, (_, bag) => ({ target, bag })));
  const open = targets.flatMap(({ target }, tree) => {
    const counts = cellCounts(columns[target]);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const isConstant = counts.filter((count) => count > 0).length < 2;
    return target === order[0] || isConstant || !isSplittable(rows) ? [] : [tree, 0];
  });
  return {
    trees: targets.map(({ target, bag }) => rootOnly(target, bag)),
    open: Int32Array.from(open),
  };
}

/** Chooses the splits of one tree's nodes. */
class TreeGrowth {
  readonly #state: SequentialTreesState;
  readonly #depth: Uint8Array;
  readonly #leading: readonly number[];
  readonly #rare: readonly Uint8Array[];
  readonly #predictors: Predictors;
  readonly #statistics: TargetStatistics;

  constructor(state: SequentialTreesState, tree: number, leading: readonly number[], rare: readonly Uint8Array[]) {
    const { target, depth } = state.trees[tree];
    this.#state = state;
    this.#depth = depth;
    this.#leading = leading;
    this.#rare = rare;
    this.#predictors = predictorsOf(state, target);
    this.#statistics = statisticsOf(state.columns[target], state.settings.criterion);
  }

  splitsOf(nodes: readonly OpenNode[], sums: Float64Array): Map<number, ChosenSplit> {
    const splits = new Map<number, ChosenSplit>();
    for (const { node, offset } of nodes) {
      const split = this.#splitOf(node, sums.subarray(offset, offset + this.#predictors.length));
      if (split !== undefined) splits.set(node, split);
    }
    return splits;
  }

  #splitOf(node: number, block: Float64Array): ChosenSplit | undefined {
    const { minimumLeafSize, settings } = this.#state;
    const first = this.#leading[this.#depth[node]];
    if (first !== undefined) {
      const split = chooseSplit(this.#countsOf(block, [first]), this.#statistics, minimumLeafSize);
      if (split !== undefined) return split;
    }
    const best = chooseSplit(this.#countsOf(block), this.#statistics, minimumLeafSize);
    return best !== undefined && best.gain > 0 && best.gain >= settings.minimumGain ? best : undefined;
  }

  *#countsOf(block: Float64Array, only?: readonly number[]): Generator<PredictorCounts> {
    const { columns, offsets } = this.#predictors;
    for (let p = 0; p < columns.length; p++) {
      const column = columns[p];
      if (only !== undefined && !only.includes(column)) continue;
      const coding = this.#state.columns[column];
      const counts = block.subarray(offsets[p], offsets[p] + coding.cellCount * this.#statistics.width);
      yield { column, coding, counts, isRare: this.#rare[column] };
    }
  }
}

/** Children that are large and shallow enough to be split again. */
function openChildren(
  { settings, minimumLeafSize }: SequentialTreesState,
  left: Int32Array,
  depth: Uint8Array,
  splits: ReadonlyMap<number, ChosenSplit>,
): number[] {
  const isOpen = (rows: number, node: number) => rows >= 2 * minimumLeafSize && depth[node] < settings.maximumDepth;
  return [...splits].flatMap(([node, { leftRows, rightRows }]) => {
    const child = left[node];
    return [...(isOpen(leftRows, child) ? [child] : []), ...(isOpen(rightRows, child + 1) ? [child + 1] : [])];
  });
}
