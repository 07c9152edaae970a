import { suppressSmallCells } from '#privacy/small-cells';
import { totalVariation, wasserstein } from '#statistics/distances';
import type { DataDictionary } from '#tabular/dictionary';
import { equalCountGroups } from '#tabular/profile/margins';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import { columnDistance } from '../scoring/column-distance.ts';
import { type DescribedSet, stateCounts } from '../scoring/described-set.ts';
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
 * minimum can change: beside the synthetic counts, which are known, they would tell these cells.
 */
export function columnComparisons({ minimumCellSize }: DataDictionary, sets: AssessedSets): ColumnComparison[] {
  return sets.training.layout.fields.map((entry) =>
    entry.kind === 'categorical'
      ? categoricalComparison(entry, sets, minimumCellSize)
      : numericComparison(entry, sets, minimumCellSize),
  );
}

function categoricalComparison(entry: CategoricalGramField, sets: AssessedSets, minimum: number): ColumnComparison {
  const { ceiling } = besideHalves(sets, (real, other) => columnDistance(entry, real, other));
  const released = suppressSmallCells(stateCounts(sets.training, entry), minimum).counts;
  const joined = (set: DescribedSet) => joinHidden(stateCounts(set, entry), released);
  return {
    ...described(entry),
    kind: 'categorical',
    totalVariation: { value: orNull(totalVariation(joined(sets.training), joined(sets.synthetic))), ceiling },
  };
}

/** The counts of the cells that are released, then of all others together. */
function joinHidden(counts: Float64Array, released: readonly (number | null)[]): Float64Array {
  const hidden = counts.reduce((sum, count, cell) => sum + (released[cell] === null ? count : 0), 0);
  return Float64Array.of(...counts.filter((_count, cell) => released[cell] !== null), hidden);
}

function numericComparison(entry: NumericGramField, sets: AssessedSets, minimum: number): ColumnComparison {
  const { name } = entry.field;
  const { standardDeviation } = sets.training.statistics[entry.index];
  const hidden = hiddenSpan(entry, sets.training, minimum);
  const few = minimum / sets.training.sums.gram.rowCount;
  const rounded = ({ value, ceiling }: ReturnType<typeof besideHalves>, span: number) => {
    const step = niceStep(Math.max(few, few * span));
    return { value: value === null || hidden === undefined ? value : toStep(value, step), ceiling };
  };
  return {
    ...described(entry),
    kind: 'numeric',
    totalVariation: rounded(
      besideHalves(sets, (real, other) => decileVariation(sets.training, real, other, entry)),
      1,
    ),
    kolmogorovSmirnov: rounded(
      besideHalves(sets, (real, other) => columnDistance(entry, real, other)),
      1,
    ),
    wasserstein: rounded(
      besideHalves(sets, (real, other) => wasserstein(countsOfTwo(real, other, name)) / standardDeviation),
      (hidden ?? 0) / standardDeviation || 0,
    ),
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

function besideHalves({ training, synthetic, halvings }: AssessedSets, distance: Distance) {
  const ceilings = halvings.map(({ a, b }) => distance(b, a));
  return { value: orNull(distance(training, synthetic)), ceiling: orNull(repeated(ceilings).mean) };
}

type Distance = (real: DescribedSet, other: DescribedSet) => number;

function described({ field: { name, title } }: GramField) {
  return { field: name, ...(title !== undefined && { title }) };
}
