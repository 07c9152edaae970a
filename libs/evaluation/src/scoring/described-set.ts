import { kaplanMeierFromCounts, type SurvivalCurve } from '#statistics/kaplan-meier';
import { type Histogram, histogramQuantile } from '#statistics/quantile';
import type { DataDictionary } from '#tabular/dictionary';
import { binUnits, type Grid } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import type { EffectPlan } from '../effects/covariate-layout.ts';
import { type EffectEvidence, evidenceOfRows, evidenceOfSums } from '../effects/effect-evidence.ts';
import { sumEffects } from '../effects/effect-sums.ts';
import { associationMatrix } from '../metrics/associations.ts';
import type { NumericStatistics } from '../metrics/bsm.ts';
import { exactStatistics } from '../metrics/numeric-summary.ts';
import type { EvaluationGrids } from '../summaries/evaluation-grids.ts';
import { productSum, stateCountOf } from '../summaries/gram.ts';
import {
  type CategoricalGramField,
  type GramLayout,
  gramLayout,
  type NumericGramField,
} from '../summaries/gram-layout.ts';
import { type RowSetSums, sumRowSet } from '../summaries/row-set-sums.ts';

/** A set of rows as far as its sums tell. */
export interface DescribedSet {
  readonly sums: RowSetSums;
  readonly layout: GramLayout;
  readonly grids: EvaluationGrids;
  readonly associations: readonly (readonly number[])[];
  /**
   * Per numeric field in order. Mean and standard deviation are those of the pooled rows; the median comes from the
   * histogram and is off by at most the width of one of its 256 bins, or exact where bins hold one value each.
   */
  readonly statistics: readonly NumericStatistics[];
  /** Per endpoint in order, on the agreed time grid: each time is off by at most half the width of its bin. */
  readonly curves: readonly SurvivalCurve[];
  readonly effects: EffectEvidence;
}

/** From the rows themselves, in bins of one value each: nothing is rounded. */
export function describeTable(dictionary: DataDictionary, grids: EvaluationGrids, table: Table): DescribedSet {
  return describeSet(dictionary, grids, sumRowSet(dictionary, grids, table), evidenceOfRows(dictionary, table));
}

/** From what was summed over sites. */
export function describeSums(dictionary: DataDictionary, plan: EffectPlan, sums: RowSetSums): DescribedSet {
  return describeSet(dictionary, plan.grids, sums, evidenceOfSums(plan, sums.effects, sums.bins));
}

/** Rows at hand, as far as their sums in the agreed bins would tell: to be compared with what was summed over sites. */
export function describeAsSums(dictionary: DataDictionary, plan: EffectPlan, table: Table): DescribedSet {
  return describeSums(dictionary, plan, sumRowSet(dictionary, plan.grids, table, sumEffects(dictionary, plan, table)));
}

function describeSet(
  dictionary: DataDictionary,
  grids: EvaluationGrids,
  sums: RowSetSums,
  effects: EffectEvidence,
): DescribedSet {
  const layout = gramLayout(dictionary);
  return {
    sums,
    layout,
    grids,
    effects,
    associations: associationMatrix(layout, sums.gram),
    statistics: layout.numerics.map((entry) => {
      const histogram = numericHistogram({ grids, sums }, entry.field.name);
      return histogram.isExact ? exactStatistics(histogram) : statisticsOf(layout, sums, entry, histogram);
    }),
    curves: grids.endpoints.map(({ name, grid }) => curveOf(grid, sums.endpoints.get(name))),
  };
}

/** Rows per state, then missing. */
export function stateCounts({ layout, sums }: DescribedSet, entry: CategoricalGramField): Float64Array {
  return Float64Array.from({ length: entry.width }, (_, i) => stateCountOf(layout, sums.gram, entry.start + i));
}

/** Rows per bin, in the units of the field. */
export interface FieldHistogram extends Histogram {
  /** Each bin holds one value. */
  readonly isExact: boolean;
}

/** Empty where the set has no such numeric field. */
export function numericHistogram({ grids, sums }: Pick<DescribedSet, 'grids' | 'sums'>, name: string): FieldHistogram {
  const grid = grids.numerics.find(({ field }) => field.name === name)?.grid;
  const counts = sums.bins.get(name);
  if (!grid || !counts) return { lowers: [], uppers: [], counts: [], isExact: false };
  const ranges = Array.from(counts.keys(), (bin) => binUnits(grid, bin));
  return {
    lowers: ranges.map(({ least }) => least / grid.unit),
    uppers: ranges.map(({ greatest }) => greatest / grid.unit),
    counts,
    isExact: grid.lowers === grid.uppers,
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
