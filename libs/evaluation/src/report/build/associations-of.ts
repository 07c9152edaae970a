import type { Associations, CoOccurrence } from '../report-model.ts';
import type { CohortPart } from './cohort-parts.ts';

/** Digits of association matrices in report.json: enough for every drawing and table. */
const ASSOCIATION_DECIMALS = 4;

/** Training first, then synthetic cohorts: the order in which they are drawn. */
export function associationsOf(parts: readonly CohortPart[]): Associations {
  const scale = 10 ** ASSOCIATION_DECIMALS;
  return {
    fields: [...parts[0].assessment.associations.fields],
    matrices: heldOutLast(parts).map(({ id, of, assessment }) => ({
      cohort: id,
      values: assessment.associations[of].map((row) => row.map((value) => Math.round(value * scale) / scale)),
    })),
  };
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
