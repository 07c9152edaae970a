import type { Associations, CoOccurrence } from '../report-model.ts';
import type { CohortPart } from './cohort-parts.ts';

/** Digits of association matrices in report.json: enough for every drawing and table. */
const ASSOCIATION_DECIMALS = 4;

/**
 * Training first, then synthetic cohorts: the order in which they are drawn. Of real patients without the pairs of
 * markers whose joint count is suppressed: with the counts of both it would follow from their association.
 */
export function associationsOf(parts: readonly CohortPart[]): Associations {
  return {
    fields: [...parts[0].assessment.associations.fields],
    matrices: heldOutLast(parts).map((part) => ({ cohort: part.id, values: valuesOf(part) })),
  };
}

function valuesOf({ of, assessment }: CohortPart): (number | null)[][] {
  const { associations, coOccurrence } = assessment;
  const scale = 10 ** ASSOCIATION_DECIMALS;
  const places = new Map(coOccurrence?.fields.map((field, place) => [field, place]));
  const isSuppressed = (row: string, column: string): boolean => {
    const [a, b] = [places.get(row), places.get(column)];
    return a !== undefined && b !== undefined && a !== b && coOccurrence?.[of][a][b] === null;
  };
  return associations[of].map((values, row) =>
    values.map((value, column) =>
      isSuppressed(associations.fields[row], associations.fields[column]) ? null : Math.round(value * scale) / scale,
    ),
  );
}

export function coOccurrenceOf(parts: readonly CohortPart[]): CoOccurrence | undefined {
  const first = parts[0].assessment.coOccurrence;
  if (!first) return undefined;
  return {
    fields: [...first.fields],
    states: [...first.states],
    matrices: heldOutLast(parts).flatMap(({ id, of, assessment: { coOccurrence } }) =>
      coOccurrence ? [{ cohort: id, counts: coOccurrence[of].map((row) => [...row]) }] : [],
    ),
  };
}

function heldOutLast(parts: readonly CohortPart[]): CohortPart[] {
  return [...parts.filter(({ of }) => of !== 'heldOut'), ...parts.filter(({ of }) => of === 'heldOut')];
}
