import type { CategoricalColumnDistribution, ColumnDistribution, NumericColumnDistribution } from '../../assessment.ts';
import type { CategoricalDistribution, Distribution, NumericDistribution } from '../report-model.ts';
import type { CohortPart } from './cohort-parts.ts';

export function distributionsOf(parts: readonly CohortPart[]): Distribution[] {
  const [{ assessment }] = parts;
  return assessment.distributions.map((first, index) => {
    const own = parts.map((part) => ({ part, column: part.assessment.distributions[index] }));
    const { field, title, group } = first;
    const base = { field, ...(title !== undefined && { title }), ...(group !== undefined && { group }) };
    return first.kind === 'numeric'
      ? {
          ...base,
          kind: first.kind,
          ...(first.unit !== undefined && { unit: first.unit }),
          series: seriesOf(own, numericSeries),
        }
      : { ...base, kind: first.kind, states: [...first.states], series: seriesOf(own, categoricalSeries) };
  });
}

interface PartOfColumn<D = ColumnDistribution> {
  readonly part: CohortPart;
  readonly column: D;
}

/** Of the cohorts of all assessments, whose columns are of the same kind since they share the dictionary. */
function seriesOf<D extends ColumnDistribution, S>(
  own: readonly PartOfColumn[],
  series: (of: PartOfColumn<D>) => S,
): S[] {
  return own.map(({ part, column }) => series({ part, column: column as D }));
}

function numericSeries({
  part,
  column,
}: PartOfColumn<NumericColumnDistribution>): NumericDistribution['series'][number] {
  const { id, of, assessment } = part;
  const { counts, missing, present: known, mean, standardDeviation, median } = column.cohorts[of];
  const rows = assessment.rows[of];
  return {
    cohort: id,
    edges: [...column.edges],
    // The number of known values would tell the suppressed number of missing ones.
    shares: counts.map((rowsInBin) => shareOf(rowsInBin, known ?? rows)),
    missing: shareOf(missing, rows),
    mean,
    standardDeviation,
    median,
  };
}

function categoricalSeries({
  part: { id, of, assessment },
  column,
}: PartOfColumn<CategoricalColumnDistribution>): CategoricalDistribution['series'][number] {
  const { counts, missing } = column.cohorts[of];
  const rows = assessment.rows[of];
  return { cohort: id, shares: counts.map((inState) => shareOf(inState, rows)), missing: shareOf(missing, rows) };
}

function shareOf(part: number | null, whole: number): number | null {
  return part === null ? null : whole === 0 ? 0 : Math.min(1, part / whole);
}
