import { totalVariation, wasserstein } from '#statistics/distances';
import type { DataDictionary } from '#tabular/dictionary';
import { equalCountGroups } from '#tabular/profile/margins';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { distanceStep, kolmogorovOf, type Pair, type ToldSets, variationOf } from '../scoring/column-distance.ts';
import type { DescribedSet } from '../scoring/described-set.ts';
import { hiddenSpan } from '../scoring/released-statistics.ts';
import { niceStep, toStep } from '../scoring/rounding.ts';
import { countsOfTwo } from '../scoring/two-sets.ts';
import { repeated } from '../scoring/repeated.ts';
import { orNull } from '../scoring/suppression.ts';
import type { CategoricalGramField, GramField, NumericGramField } from '../summaries/gram-layout.ts';
import type { ColumnComparison } from './inference-figures.ts';

const DECILES = 10;

/**
 * How far the distribution of each column is from the training patients', beside what two halves of these differ by. Cells
 * that are held back count as one, and distances of numbers with such a cell are rounded to what as many patients as the
 * minimum can change, those of the halves too: beside the synthetic counts, which are known, or as multiples of what one
 * patient changes, they would tell these cells.
 */
export function columnComparisons({ minimumCellSize }: DataDictionary, sets: AssessedSets): ColumnComparison[] {
  const told = { sets: [sets.training], minimumCellSize };
  return sets.training.layout.fields.map((entry) =>
    entry.kind === 'categorical' ? categoricalComparison(entry, sets, told) : numericComparison(entry, sets, told),
  );
}

function categoricalComparison(entry: CategoricalGramField, sets: AssessedSets, told: ToldSets): ColumnComparison {
  return { ...described(entry), kind: 'categorical', totalVariation: besideHalves(sets, variationOf(entry, told)) };
}

function numericComparison(entry: NumericGramField, sets: AssessedSets, told: ToldSets): ColumnComparison {
  const { name } = entry.field;
  const { training } = sets;
  const { standardDeviation } = training.statistics[entry.index];
  const step = distanceStep(entry, told);
  return {
    ...described(entry),
    kind: 'numeric',
    totalVariation: besideHalves(sets, ([real, other]) => decileVariation(training, real, other, entry), step),
    kolmogorovSmirnov: besideHalves(sets, (pair) => kolmogorovOf(entry, pair), step),
    wasserstein: besideHalves(
      sets,
      ([real, other]) => wasserstein(countsOfTwo(real, other, name)) / standardDeviation,
      step === 0 ? 0 : Math.max(step, wassersteinStep(entry, training, told.minimumCellSize)),
    ),
  };
}

/** What as many patients as the minimum change by moving from one end of the hidden values to the other. */
function wassersteinStep(entry: NumericGramField, training: DescribedSet, minimum: number): number {
  const { standardDeviation } = training.statistics[entry.index];
  const few = minimum / training.sums.gram.rowCount;
  const span = (hiddenSpan(entry, training, minimum) ?? 0) / standardDeviation;
  return span > 0 ? niceStep(few * span) : 0;
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

/** @param step that both are rounded to; the ceiling after its mean, because means of rounded draws have more digits */
function besideHalves({ training, synthetic, halvings }: AssessedSets, distance: (pair: Pair) => number, step = 0) {
  const ceilings = halvings.map(({ a, b }) => distance([b, a]));
  return {
    value: orNull(toStep(distance([training, synthetic]), step)),
    ceiling: orNull(toStep(repeated(ceilings).mean, step)),
  };
}

function described({ field: { name, title } }: GramField) {
  return { field: name, ...(title !== undefined && { title }) };
}
