import type { ByCohort, CoOccurrence } from '../assessment.ts';
import { suppressSmallCells } from '#privacy/small-cells';
import { jointCount } from '../summaries/gram.ts';
import type { CategoricalGramField } from '../summaries/gram-layout.ts';
import { byCohort } from './column-distributions.ts';
import type { DescribedSet } from './described-set.ts';
import { stateCounts } from './described-set.ts';
import type { Suppression } from './suppression.ts';

/**
 * How often the second states of two columns meet, for all columns of two states; undefined for fewer than two columns.
 * Besides its own smallness, a pair of real patients is suppressed where one of the other three cells of its fourfold
 * table is small, because these follow from the released counts of the two states and of all rows, and where the count
 * of one of its states is suppressed.
 */
export function coOccurrence(
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): CoOccurrence | undefined {
  const markers = sets.training.layout.fields
    .filter((entry) => entry.kind === 'categorical')
    .filter(({ field }) => field.states.length === 2);
  if (markers.length < 2) return undefined;
  return {
    fields: markers.map(({ field }) => field.name),
    states: markers.map(({ field }) => field.states[1]),
    ...byCohort((cohort) => releasedPairs(sets[cohort], markers, suppressions[cohort])),
  };
}

function releasedPairs(
  set: DescribedSet,
  markers: readonly CategoricalGramField[],
  suppression: Suppression,
): (number | null)[][] {
  const singles = markers.map((marker) => releasedSingle(set, marker, suppression));
  const lower = markers.map((a, row) =>
    markers.slice(0, row).map((b, column) => {
      const both = jointCount(set.layout, set.sums.gram, a.start + 1, b.start + 1);
      return releasedPair(both, singles[row], singles[column], set.sums.gram.rowCount, suppression);
    }),
  );
  return markers.map((_, row) =>
    markers.map((__, column) => (row === column ? singles[row] : lower[Math.max(row, column)][Math.min(row, column)])),
  );
}

/** Rows with the second state, as the distribution of the column has them; not counted as suppressed a second time. */
function releasedSingle(set: DescribedSet, marker: CategoricalGramField, { minimumCellSize }: Suppression) {
  return suppressSmallCells(stateCounts(set, marker), minimumCellSize).counts[1];
}

function releasedPair(
  both: number,
  a: number | null,
  b: number | null,
  rows: number,
  suppression: Suppression,
): number | null {
  if (a === null || b === null) return null;
  const fourfold = [both, a - both, b - both, rows - a - b + both];
  const least = Math.min(...fourfold.filter((cell) => cell > 0));
  return rows > 0 && suppression.release(least) === null ? null : both;
}
