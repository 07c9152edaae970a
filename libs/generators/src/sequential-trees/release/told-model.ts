import type { Profile } from '#tabular/profile/profile';
import { systematicCounts, toldCount, toldRoundness } from '../../columns/told-counts.ts';
import { cellCounts, type ColumnCoding } from '../coding/column-coding.ts';
import type { SequentialTreesState } from '../state.ts';
import type { Tree } from '../tree.ts';

/** What rows are drawn from, and what is released of a grown model. */
export type ToldModel = Pick<SequentialTreesState, 'columns' | 'order' | 'trees' | 'roundness'>;

/** Fractional parts of its multiples lie evenly in [0, 1): the golden ratio less 1. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * A grown model in which every count is 0 or a multiple of `minimum`, the minimum cell size: each leaf holds a systematic
 * sample of its rows, one for each `minimum` of them. Over leaves that is unbiased (random rounding; Cox 1987, JASA 82:520).
 * Leaves don't tell of states that are rare in the whole cohort.
 */
export function toldModel(state: SequentialTreesState, minimum: number): ToldModel {
  const { columns, order } = state;
  const isTold = columns.map((coding) => toldCells(coding, minimum));
  return {
    columns,
    order,
    trees: state.trees.map((tree) => ({ ...tree, leafCounts: toldLeaves(tree, isTold[tree.target], minimum) })),
    roundness: state.roundness.map((counts) => toldRoundness(counts, minimum)),
  };
}

/**
 * The pooled counts of a profile as far as a model may know them: rows of a state are rounded, up where they are fewer than
 * the minimum; of the bins of a number a systematic sample of the rows in them counts.
 */
export function toldProfile(profile: Profile, minimum: number): Profile {
  const round = (counts: readonly number[]) => counts.map((count) => toldCount(count, minimum));
  const sample = (counts: readonly number[]) => [...systematicCounts(counts, minimum, 1 / 2)];
  const mapped = <V>(record: Readonly<Record<string, V>>, map: (value: V) => V) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
  return {
    ...profile,
    categories: mapped(profile.categories, round),
    histograms: mapped(profile.histograms, ({ missing, modal, bins }) => ({
      missing: toldCount(missing, minimum),
      modal: round(modal),
      bins: sample(bins),
    })),
    endpoints: mapped(profile.endpoints, ({ missing, censored, event }) => ({
      missing: toldCount(missing, minimum),
      censored: sample(censored),
      event: sample(event),
    })),
  };
}

/**
 * States, and missing, that hardly any row has in the whole cohort: which rows have them isn't told, so every leaf has them
 * with the share of the cohort. 1 for each such cell.
 */
export function rareCells(coding: ColumnCoding, minimum: number): Uint8Array {
  const { field, missingCell } = coding;
  const isState = (cell: number) => field.kind === 'categorical' || cell === missingCell;
  return Uint8Array.from(cellCounts(coding), (count, cell) =>
    minimum > 1 && isState(cell) && count > 0 && count <= minimum ? 1 : 0,
  );
}

/** Cells that leaves may tell of: 1 for each. */
function toldCells(coding: ColumnCoding, minimum: number): Uint8Array {
  const rare = rareCells(coding, minimum);
  return Uint8Array.from(cellCounts(coding), (count, cell) => (count > 0 ? 1 - rare[cell] : 0));
}

function toldLeaves({ leafCounts }: Tree, isTold: Uint8Array, minimum: number): Float64Array {
  const cells = isTold.length;
  const told = new Float64Array(leafCounts.length);
  for (let leaf = 0; leaf * cells < told.length; leaf++) {
    const counts = leafCounts.subarray(leaf * cells, (leaf + 1) * cells).map((count, cell) => count * isTold[cell]);
    told.set(systematicCounts(counts, minimum, (GOLDEN * (leaf + 1)) % 1), leaf * cells);
  }
  return told;
}
