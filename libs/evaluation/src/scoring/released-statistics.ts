import { suppressSmallCells } from '#privacy/small-cells';
import { histogramQuantile } from '#statistics/quantile';
import type { NumericGramField } from '../summaries/gram-layout.ts';
import { type DescribedSet, type FieldHistogram, numericHistogram } from './described-set.ts';
import { niceStep, toStep } from './rounding.ts';
import type { Suppression } from './suppression.ts';

/** Groups that a histogram is shown in: numbers of no more values are shown value by value. */
export const MOST_BINS = 40;

/** Statistics of a number as they may be released; null: suppressed or not defined. */
export interface ReleasedStatistics {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly median: number | null;
  readonly quartiles: readonly [number | null, number | null];
}

/**
 * Where a cell of the column is hidden, more digits would tell it: a mean × its patients is a whole number of the last
 * decimal for one number of patients alone, and with all other values known it tells how many have each of two hidden
 * ones. So means and deviations are then rounded to what as many patients as the minimum cell size can change, and
 * quantiles, whose fractions tell the number of patients, to the field's decimals.
 */
export function releasedStatistics(
  entry: NumericGramField,
  set: DescribedSet,
  suppression: Suppression,
): ReleasedStatistics {
  const histogram = numericHistogram(set, entry.field.name);
  const hidden = hiddenSpan(entry, set, suppression.minimumCellSize);
  const known = knownRows(histogram);
  const { mean, median, standardDeviation } = set.statistics[entry.index];
  const decimal = 10 ** -entry.field.decimals;
  const step = hidden === undefined ? 0 : niceStep(Math.max(decimal, hidden * suppression.minimumCellSize) / known);
  const moment = (value: number) => suppression.releaseStatistic(toStep(value, step), known);
  const quantile = (value: number) =>
    suppression.releaseStatistic(toStep(value, hidden === undefined ? 0 : decimal), known);
  return {
    mean: moment(mean),
    standardDeviation: moment(standardDeviation),
    median: quantile(median),
    quartiles: [quantile(histogramQuantile(histogram, 0.25)), quantile(histogramQuantile(histogram, 0.75))],
  };
}

/**
 * From the least to the greatest value that a patient of a hidden cell may have, the mean standing for those without a
 * value; undefined where no cell of the column is hidden.
 */
export function hiddenSpan(entry: NumericGramField, set: DescribedSet, minimum: number): number | undefined {
  const histogram = numericHistogram(set, entry.field.name);
  const { lowers, uppers, counts } = histogram;
  const missing = set.sums.gram.rowCount - knownRows(histogram);
  const isShownByValue = counts.length <= MOST_BINS;
  const released = suppressSmallCells([missing, ...(isShownByValue ? Array.from(counts) : [])], minimum).counts;
  const hiddenBins = Array.from(lowers, (_lower, bin) => bin).filter((bin) => released[1 + bin] === null);
  const { mean } = set.statistics[entry.index];
  const values = [...hiddenBins.flatMap((bin) => [lowers[bin], uppers[bin]]), ...(released[0] === null ? [mean] : [])];
  return values.length === 0 ? undefined : Math.max(...values) - Math.min(...values);
}

/** Patients with a value. */
export function knownRows({ counts }: Pick<FieldHistogram, 'counts'>): number {
  let known = 0;
  for (let bin = 0; bin < counts.length; bin++) known += counts[bin];
  return known;
}
