import type { Histogram } from '#statistics/quantile';
import type { CategoricalField, NumericField } from '#tabular/dictionary';
import type {
  ByCohort,
  CategoricalColumnDistribution,
  ColumnDistribution,
  NumericColumnDistribution,
  NumericSummary,
} from '../assessment.ts';
import type { CategoricalGramField, NumericGramField } from '../summaries/gram-layout.ts';
import { type DescribedSet, numericHistogram, stateCounts } from './described-set.ts';
import { MOST_BINS, releasedStatistics } from './released-statistics.ts';
import type { Suppression } from './suppression.ts';

const COHORTS = ['training', 'heldOut', 'synthetic'] as const;

export function columnDistributions(
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): ColumnDistribution[] {
  return sets.training.layout.fields.map((entry) =>
    entry.kind === 'categorical'
      ? categoricalDistribution(entry, sets, suppressions)
      : numericDistribution(entry, sets, suppressions),
  );
}

/** The same of each cohort. */
export function byCohort<T>(make: (cohort: keyof ByCohort<unknown>) => T): ByCohort<T> {
  const [training, heldOut, synthetic] = COHORTS.map(make);
  return { training, heldOut, synthetic };
}

function categoricalDistribution(
  entry: CategoricalGramField,
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): CategoricalColumnDistribution {
  const { states } = entry.field;
  return {
    ...described(entry.field),
    kind: 'categorical',
    states,
    cohorts: byCohort((cohort) => {
      const released = suppressions[cohort].releaseAll(stateCounts(sets[cohort], entry));
      return { counts: released.slice(0, states.length), missing: released[states.length] };
    }),
  };
}

function numericDistribution(
  entry: NumericGramField,
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): NumericColumnDistribution {
  const { field } = entry;
  const histograms = byCohort((cohort) => numericHistogram(sets[cohort], field.name));
  const groups = shownGroups(COHORTS.map((cohort) => histograms[cohort]));
  return {
    ...described(field),
    kind: 'numeric',
    ...(field.unit === undefined ? {} : { unit: field.unit }),
    edges: groups.length === 0 ? [] : groupEdges(groups, histograms.training, 0.5 * 10 ** -field.decimals),
    cohorts: byCohort((cohort) =>
      numericSummary(entry, sets[cohort], histograms[cohort], groups, suppressions[cohort]),
    ),
  };
}

/** Bins from `from` up to, but without, `to`. */
interface Group {
  readonly from: number;
  readonly to: number;
}

/** As many neighbouring bins in each as make 40 groups of all; empty ends left out. */
function shownGroups(histograms: readonly Histogram[]): Group[] {
  const bins = histograms[0].counts.length;
  const size = Math.ceil(bins / MOST_BINS);
  const groups = Array.from({ length: Math.ceil(bins / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(bins, (i + 1) * size),
  }));
  const isOccupied = (group: Group) => histograms.some((histogram) => countOf(histogram, group) > 0);
  return groups.slice(groups.findIndex(isOccupied), groups.findLastIndex(isOccupied) + 1);
}

/**
 * Between the greatest value of a group and the least of the next one; at the ends half a step of the field's decimals
 * further out, so that a bin of one value has a width.
 */
function groupEdges(groups: readonly Group[], { lowers, uppers }: Histogram, halfStep: number): number[] {
  const inner = groups.slice(1).map(({ from }) => (uppers[from - 1] + lowers[from]) / 2);
  return [lowers[groups[0].from] - halfStep, ...inner, uppers[groups[groups.length - 1].to - 1] + halfStep];
}

function numericSummary(
  entry: NumericGramField,
  set: DescribedSet,
  histogram: Histogram,
  groups: readonly Group[],
  suppression: Suppression,
): NumericSummary {
  const { rowCount } = set.sums.gram;
  const missingRows = rowCount - countOf(histogram, { from: 0, to: histogram.counts.length });
  const { mean, standardDeviation, median, quartiles } = releasedStatistics(entry, set, suppression);
  const [lower, upper] = quartiles;
  const counts = suppression.releaseAll([...groups.map((group) => countOf(histogram, group)), missingRows]);
  return {
    counts: counts.slice(0, -1),
    missing: counts[groups.length],
    present: counts[groups.length] === null ? null : rowCount - missingRows,
    mean,
    standardDeviation,
    median,
    quartiles: lower === null || upper === null ? null : [lower, upper],
  };
}

function countOf({ counts }: Histogram, { from, to }: Group): number {
  let sum = 0;
  for (let bin = from; bin < to; bin++) sum += counts[bin];
  return sum;
}

function described({ name, title, group }: CategoricalField | NumericField) {
  return { field: name, ...(title === undefined ? {} : { title }), ...(group === undefined ? {} : { group }) };
}
