import type { PairTable, PairTables } from '../calibration/pair-tables.ts';
import { codeRows } from './coding/coded-rows.ts';
import { predictorsOf, type SplitPlan } from './growing/split-plan.ts';
import type { SequentialTreesState } from './state.ts';

/** What the roots of a round were split on, added to what is known: two-way tables of the whole cohort where a tree grows on all rows. */
export function withRoots(state: SequentialTreesState, plan: SplitPlan, sums: Float64Array): readonly Float64Array[] {
  if (state.settings.trees > 1) return [];
  const roots = state.trees.map((_, tree) => state.roots[tree] ?? new Float64Array(0));
  for (const { tree, node, offset } of plan.nodes) {
    const { target } = state.trees[tree];
    if (node > 0 || state.columns[target].isOrdered) continue;
    roots[tree] = sums.slice(offset, offset + predictorsOf(state, target).length);
  }
  return roots;
}

/** The same as tables of pairs of columns; undefined where there are none. */
export function pairTablesOf(state: SequentialTreesState): PairTables | undefined {
  const pairs = state.roots.flatMap((root, tree) => tablesOf(state, state.trees[tree].target, root));
  return pairs.length === 0 ? undefined : { pairs, codesOf: (table) => codeRows(state.columns, table) };
}

function tablesOf(state: SequentialTreesState, target: number, root: Float64Array): PairTable[] {
  if (root.length === 0) return [];
  const { columns, offsets } = predictorsOf(state, target);
  const width = state.columns[target].cellCount;
  const nameOf = (column: number) => state.columns[column].field.name;
  return Array.from(columns, (column, i) => ({
    name: `${nameOf(column)} × ${nameOf(target)}`,
    first: column,
    second: target,
    width,
    counts: root.subarray(offsets[i], offsets[i] + state.columns[column].cellCount * width),
  }));
}
