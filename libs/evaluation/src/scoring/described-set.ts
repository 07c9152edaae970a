import { kaplanMeierFromCounts, type SurvivalCurve } from '#statistics/kaplan-meier';
import { type Histogram, histogramQuantile } from '#statistics/quantile';
import type { DataDictionary } from '#tabular/dictionary';
import { binUnits, type Grid } from '#tabular/profile/grid';
import { type ProfilePlan, profilePlan } from '#tabular/profile/profile-plan';
import { associationMatrix } from '../metrics/associations.ts';
import type { NumericStatistics } from '../metrics/bsm.ts';
import { productSum, stateCountOf } from '../summaries/gram.ts';
import { type GramLayout, gramLayout, type NumericGramField } from '../summaries/gram-layout.ts';
import type { RowSetSums } from '../summaries/row-set-sums.ts';

/** A set of rows as far as its sums tell. */
export interface DescribedSet {
  readonly sums: RowSetSums;
  readonly layout: GramLayout;
  readonly plan: ProfilePlan;
  readonly associations: readonly (readonly number[])[];
  /**
   * Per numeric field in order. Mean and standard deviation are those of the pooled rows; the median comes from the
   * histogram and is off by at most the width of one of its 256 bins, or exact where bins hold one value each.
   */
  readonly statistics: readonly NumericStatistics[];
  /** Per endpoint in order, on the agreed time grid: each time is off by at most half the width of its bin. */
  readonly curves: readonly SurvivalCurve[];
}

export function describeSet(dictionary: DataDictionary, sums: RowSetSums): DescribedSet {
  const layout = gramLayout(dictionary);
  const plan = profilePlan(dictionary);
  const grids = new Map(plan.numerics.map(({ field, grid }) => [field.name, grid]));
  return {
    sums,
    layout,
    plan,
    associations: associationMatrix(layout, sums.gram),
    statistics: layout.numerics.map((entry) => {
      const { name } = entry.field;
      return statisticsOf(layout, sums, entry, histogramOf(grids.get(name), sums.bins.get(name)));
    }),
    curves: plan.endpoints.map(({ name, grid }) => curveOf(grid, sums.endpoints.get(name))),
  };
}

/** The bins of a grid in the units of its field. */
export function histogramOf(grid: Grid | undefined, counts: Float64Array | undefined): Histogram {
  if (!grid || !counts) return { lowers: [], uppers: [], counts: [] };
  const ranges = Array.from(counts.keys(), (bin) => binUnits(grid, bin));
  return {
    lowers: ranges.map(({ least }) => least / grid.unit),
    uppers: ranges.map(({ greatest }) => greatest / grid.unit),
    counts,
  };
}

function statisticsOf(
  layout: GramLayout,
  { gram }: RowSetSums,
  entry: NumericGramField,
  histogram: Histogram,
): NumericStatistics {
  const count = gram.rowCount - stateCountOf(layout, gram, entry.missing);
  if (count === 0) return { mean: Number.NaN, median: Number.NaN, standardDeviation: Number.NaN };
  const sum = gram.sums[entry.index];
  const squares = productSum(layout, gram, entry.index, entry.index) - (sum * sum) / count;
  return {
    mean: entry.field.minimum + (entry.unit * sum) / count,
    median: histogramQuantile(histogram, 0.5),
    standardDeviation: count > 1 ? entry.unit * Math.sqrt(Math.max(0, squares) / (count - 1)) : 0,
  };
}

/** Patients of a bin are taken to be at its middle. */
function curveOf(grid: Grid, cells: Float64Array = new Float64Array(2 * grid.uppers.length)): SurvivalCurve {
  const bins = Array.from(grid.uppers.keys());
  const middles = bins.map((bin) => {
    const { least, greatest } = binUnits(grid, bin);
    return (least + greatest) / (2 * grid.unit);
  });
  return kaplanMeierFromCounts(
    middles,
    bins.map((bin) => cells[2 * bin + 1]),
    bins.map((bin) => cells[2 * bin]),
  );
}
