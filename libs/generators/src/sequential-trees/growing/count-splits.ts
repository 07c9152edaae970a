import type { Bags } from '../bags.ts';
import type { CodedRows } from '../coding/coded-rows.ts';
import type { SequentialTreesState } from '../state.ts';
import { numberLeaves, routeRows } from '../tree.ts';
import {
  type LeafPlan,
  nodesByTree,
  type OpenNode,
  type Predictors,
  predictorsOf,
  type SplitPlan,
} from './split-plan.ts';
import { statisticsOf, statisticsWidth } from './target-statistics.ts';

/** A site's rows as counting needs them. `bags` is there where a column has several trees. */
export interface CountedRows {
  readonly codes: CodedRows;
  readonly rowCount: number;
  readonly bags?: Bags;
}

/** A site's counts for a round of splits, in the layout of the plan. */
export function countSplits(state: SequentialTreesState, plan: SplitPlan, rows: CountedRows): Float64Array {
  const counts = new Float64Array(plan.length);
  for (const [tree, nodes] of nodesByTree(plan)) {
    const { target } = state.trees[tree];
    const waiting = waitingRows(state, tree, nodes, rows);
    const predictors = predictorsOf(state, target);
    if (state.columns[target].isOrdered) countOrdered(state, target, waiting, predictors, rows.codes, counts);
    else countStates(state, target, waiting, predictors, rows.codes, counts);
  }
  return counts;
}

/** A site's counts for a round of leaves. */
export function countLeaves(state: SequentialTreesState, plan: LeafPlan, rows: CountedRows): Float64Array {
  const counts = new Float64Array(plan.length);
  for (let tree = plan.from; tree < plan.to; tree++) {
    const { target, bag } = state.trees[tree];
    const { leafOf } = numberLeaves(state.trees[tree]);
    const nodes = routeRows(state.trees[tree], rows.codes, rows.rowCount);
    const { cellCount } = state.columns[target];
    const cells = rows.codes[target];
    const offset = plan.offsets[tree - plan.from];
    for (let row = 0; row < rows.rowCount; row++) {
      if (rows.bags?.holds(row, target, bag) === false) continue;
      counts[offset + leafOf[nodes[row]] * cellCount + cells[row]]++;
    }
  }
  return counts;
}

/** Rows that rest in an open node, and where the counts of that node begin. */
interface WaitingRows {
  readonly rows: Int32Array;
  readonly offsets: Int32Array;
}

function waitingRows(
  state: SequentialTreesState,
  tree: number,
  nodes: readonly OpenNode[],
  all: CountedRows,
): WaitingRows {
  const { target, bag, predictor } = state.trees[tree];
  const offsetOf = new Int32Array(predictor.length).fill(-1);
  for (const { node, offset } of nodes) offsetOf[node] = offset;
  const resting = routeRows(state.trees[tree], all.codes, all.rowCount);
  const rows = new Int32Array(all.rowCount);
  const offsets = new Int32Array(all.rowCount);
  let count = 0;
  for (let row = 0; row < all.rowCount; row++) {
    const offset = offsetOf[resting[row]];
    if (offset < 0 || all.bags?.holds(row, target, bag) === false) continue;
    rows[count] = row;
    offsets[count++] = offset;
  }
  return { rows: rows.subarray(0, count), offsets: offsets.subarray(0, count) };
}

/** The innermost loops, one per kind of target, without a call: they run rows × predictors times for each tree. */
function countStates(
  { columns }: SequentialTreesState,
  target: number,
  { rows, offsets }: WaitingRows,
  predictors: Predictors,
  codes: CodedRows,
  counts: Float64Array,
): void {
  const width = columns[target].cellCount;
  const own = codes[target];
  for (let p = 0; p < predictors.columns.length; p++) {
    const cells = codes[predictors.columns[p]];
    const start = predictors.offsets[p];
    for (let i = 0; i < rows.length; i++) counts[offsets[i] + start + cells[rows[i]] * width + own[rows[i]]]++;
  }
}

function countOrdered(
  { columns, settings }: SequentialTreesState,
  target: number,
  { rows, offsets }: WaitingRows,
  predictors: Predictors,
  codes: CodedRows,
  counts: Float64Array,
): void {
  const width = statisticsWidth(columns[target]);
  const statistics = statisticsOf(columns[target], settings.criterion);
  const own = codes[target];
  for (let p = 0; p < predictors.columns.length; p++) {
    const cells = codes[predictors.columns[p]];
    const start = predictors.offsets[p];
    for (let i = 0; i < rows.length; i++) {
      statistics.add(counts, offsets[i] + start + cells[rows[i]] * width, own[rows[i]]);
    }
  }
}
