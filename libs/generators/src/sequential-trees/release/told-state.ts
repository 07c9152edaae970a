import type { ColumnCoding } from '../coding/column-coding.ts';
import type { SequentialTreesState } from '../state.ts';
import type { Tree } from '../tree.ts';

/** Fractional parts of its multiples are spread evenly: the golden ratio less 1. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * A grown model as it is released, and drawn from: every count is a multiple of the minimum cell size. A leaf tells of a
 * systematic sample of its rows, one for each `minimum` of them; so do the bins of a number. States of fewer rows than the
 * minimum are left out, the others rounded.
 */
export function toldState(state: SequentialTreesState, minimum: number): SequentialTreesState {
  if (minimum < 2) return state;
  const columns = state.columns.map((coding) => ({ ...coding, counts: toldFineCounts(coding, minimum) }));
  return {
    ...state,
    columns,
    trees: state.trees.map((tree) => ({
      ...tree,
      leafCounts: toldLeaves(tree, state.columns[tree.target].cellCount, minimum),
    })),
    roundness: state.roundness.map((counts) => counts.map((count) => rounded(count, minimum))),
  };
}

function toldFineCounts({ field, counts }: ColumnCoding, minimum: number): Float64Array {
  if (field.kind === 'categorical') return counts.map((count) => (count < minimum ? 0 : rounded(count, minimum)));
  return systematic(counts, minimum, 0.5);
}

function toldLeaves({ leafCounts }: Tree, cells: number, minimum: number): Float64Array {
  const told = new Float64Array(leafCounts.length);
  for (let start = 0, leaf = 0; start < told.length; start += cells, leaf++) {
    const offset = (GOLDEN * (leaf + 1)) % 1;
    told.set(systematic(leafCounts.subarray(start, start + cells), minimum, offset), start);
  }
  return told;
}

/** `minimum` at each of round(total / minimum) places at equal steps of the cumulated counts. */
function systematic(counts: Float64Array, minimum: number, offset: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const places = Math.round(total / minimum);
  const told = new Float64Array(counts.length);
  let cumulated = 0;
  let place = 0;
  for (let i = 0; i < counts.length; i++) {
    cumulated += counts[i];
    for (; place < places && ((place + offset) * total) / places < cumulated; place++) told[i] += minimum;
  }
  return told;
}

function rounded(count: number, minimum: number): number {
  return minimum * Math.round(count / minimum);
}
