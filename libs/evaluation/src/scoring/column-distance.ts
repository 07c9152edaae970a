import { suppressSmallCells } from '#privacy/small-cells';
import { kolmogorovDistance, totalVariation } from '#statistics/distances';
import type { CategoricalGramField, GramField, NumericGramField } from '../summaries/gram-layout.ts';
import { type DescribedSet, stateCounts } from './described-set.ts';
import { hiddenSpan } from './released-statistics.ts';
import { repeated } from './repeated.ts';
import { niceStep, toStep } from './rounding.ts';
import { countsOfTwo } from './two-sets.ts';

/** A cohort beside a real one. */
export type Pair = readonly [real: DescribedSet, other: DescribedSet];

/** Real sets whose counts are released next to a distance: what is hidden in one of them it mustn't tell. */
export interface ToldSets {
  readonly sets: readonly DescribedSet[];
  readonly minimumCellSize: number;
}

/**
 * 1 − the mean distance over columns, in [0, 1], of each draw of a reference, or of one pair: Kolmogorov's distance for a
 * number, total variation for categories; NaN where no column is defined in both. Hidden cells count as one, and numbers
 * with such a cell have the mean of their draws, rounded: draws that are each rounded would tell more digits by their mean.
 */
export function columnShapes(draws: readonly Pair[], told: ToldSets): number[] {
  const [[{ layout }]] = draws;
  const columns = layout.fields.map((entry) => columnDistances(entry, draws, told));
  return draws.map((_, draw) => 1 - repeated(columns.map((distances) => distances[draw])).mean);
}

function columnDistances(entry: GramField, draws: readonly Pair[], told: ToldSets): number[] {
  if (entry.kind === 'categorical') return draws.map(variationOf(entry, told));
  const distances = draws.map((pair) => kolmogorovOf(entry, pair));
  const step = distanceStep(entry, told);
  return step === 0 ? distances : distances.map(() => toStep(repeated(distances).mean, step));
}

export function kolmogorovOf({ field }: NumericGramField, [real, other]: Pair): number {
  return kolmogorovDistance(countsOfTwo(real, other, field.name));
}

/** Total variation of categories, those that are hidden counted as one. */
export function variationOf(entry: CategoricalGramField, told: ToldSets): (pair: Pair) => number {
  const isHidden = hiddenCells(entry, told);
  return ([real, other]) =>
    totalVariation(joinHidden(stateCounts(real, entry), isHidden), joinHidden(stateCounts(other, entry), isHidden));
}

/** Per cell, whether one of the sets hides it. */
function hiddenCells(entry: CategoricalGramField, { sets, minimumCellSize }: ToldSets): boolean[] {
  const released = sets.map((set) => suppressSmallCells(stateCounts(set, entry), minimumCellSize).counts);
  return Array.from({ length: entry.width }, (_, cell) => released.some((counts) => counts[cell] === null));
}

/** The counts of the cells that are released, then of all others together. */
function joinHidden(counts: Float64Array, isHidden: readonly boolean[]): Float64Array {
  const hidden = counts.reduce((sum, count, cell) => sum + (isHidden[cell] ? count : 0), 0);
  return Float64Array.of(...counts.filter((_count, cell) => !isHidden[cell]), hidden);
}

/**
 * What a share of the patients is rounded to where a cell of the number is hidden: what as many of them as the minimum can
 * change; 0 where none is.
 */
export function distanceStep(entry: NumericGramField, { sets, minimumCellSize }: ToldSets): number {
  const hiding = sets.filter((set) => hiddenSpan(entry, set, minimumCellSize) !== undefined);
  return Math.max(0, ...hiding.map(({ sums }) => niceStep(minimumCellSize / sums.gram.rowCount)));
}
