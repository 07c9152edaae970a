import { totalVariation, wasserstein } from '#statistics/distances';
import { equalCountGroups } from '#tabular/profile/margins';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { columnDistance } from '../scoring/column-distance.ts';
import type { DescribedSet } from '../scoring/described-set.ts';
import { countsOfTwo } from '../scoring/two-sets.ts';
import { orNull } from '../scoring/suppression.ts';
import type { CategoricalGramField, GramField, NumericGramField } from '../summaries/gram-layout.ts';
import type { ColumnComparison } from './inference-figures.ts';

const DECILES = 10;

/** How far the distribution of each column is from the training patients', beside what two halves of these differ by. */
export function columnComparisons(sets: AssessedSets): ColumnComparison[] {
  return sets.training.layout.fields.map((entry) =>
    entry.kind === 'categorical' ? categoricalComparison(entry, sets) : numericComparison(entry, sets),
  );
}

function categoricalComparison(entry: CategoricalGramField, sets: AssessedSets): ColumnComparison {
  return {
    ...described(entry),
    kind: 'categorical',
    totalVariation: besideHalves(sets, (real, other) => columnDistance(entry, real, other)),
  };
}

function numericComparison(entry: NumericGramField, sets: AssessedSets): ColumnComparison {
  const { name } = entry.field;
  const { standardDeviation } = sets.training.statistics[entry.index];
  return {
    ...described(entry),
    kind: 'numeric',
    totalVariation: besideHalves(sets, (real, other) => decileVariation(sets.training, real, other, entry)),
    kolmogorovSmirnov: besideHalves(sets, (real, other) => columnDistance(entry, real, other)),
    wasserstein: besideHalves(sets, (real, other) => wasserstein(countsOfTwo(real, other, name)) / standardDeviation),
  };
}

/** Total variation of a number in tenths of the training patients, and missing. */
function decileVariation(training: DescribedSet, real: DescribedSet, other: DescribedSet, entry: NumericGramField) {
  const { name } = entry.field;
  const groupOf = equalCountGroups(Array.from(training.sums.bins.get(name) ?? []), DECILES);
  const cells = (set: DescribedSet) => {
    const counts = new Float64Array((groupOf.at(-1) ?? -1) + 2);
    let known = 0;
    set.sums.bins.get(name)?.forEach((rows, bin) => {
      counts[groupOf[bin]] += rows;
      known += rows;
    });
    counts[counts.length - 1] = set.sums.gram.rowCount - known;
    return counts;
  };
  return totalVariation(cells(real), cells(other));
}

function besideHalves({ training, synthetic, halfA, halfB }: AssessedSets, distance: Distance) {
  return { value: orNull(distance(training, synthetic)), ceiling: orNull(distance(halfB, halfA)) };
}

type Distance = (real: DescribedSet, other: DescribedSet) => number;

function described({ field: { name, title } }: GramField) {
  return { field: name, ...(title !== undefined && { title }) };
}
