import type { Constraint, DataDictionary } from '#tabular/dictionary';
import type { ByCohort, ConstraintCount } from '../assessment.ts';
import { byCohort } from './column-distributions.ts';
import type { DescribedSet } from './described-set.ts';
import type { Suppression } from './suppression.ts';

export function constraintCounts(
  dictionary: DataDictionary,
  sets: ByCohort<DescribedSet>,
  suppressions: ByCohort<Suppression>,
): ConstraintCount[] {
  return dictionary.constraints.map((constraint, i) => ({
    rule: ruleInWords(constraint),
    violations: byCohort((cohort) => suppressions[cohort].release(sets[cohort].sums.violations[i])),
  }));
}

function ruleInWords(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'order':
      return `${constraint.lesser} ≤ ${constraint.greater}`;
    case 'implies':
      return `${constraint.field} = ${constraint.state} ⇒ ${constraint.thenField} = ${constraint.thenState}`;
    case 'exclusive':
      return `at most one of ${constraint.members.map(({ field, state }) => `${field} = ${state}`).join(', ')}`;
  }
}
