import type { SyntheticFindings } from '#tabular/csv/synthetic-findings';
import type { Assessment, ByCohort } from '../../assessment.ts';
import type { Cohort } from '../report-model.ts';

/** One synthetic cohort and what was found about it. */
export interface AssessedCohort {
  /** See syntheticId. */
  readonly id: string;
  readonly label: string;
  readonly assessment: Assessment;
  /** What a tolerant reader met in the table. */
  readonly findings?: SyntheticFindings;
}

/** A cohort of the report, and where its figures stand: real ones in the first assessment, as all share the rows. */
export interface CohortPart {
  readonly id: string;
  readonly of: keyof ByCohort<unknown>;
  readonly assessment: Assessment;
}

/** The id of one synthetic cohort among so many: `synthetic`, or `synthetic-1` onwards. */
export function syntheticId(index: number, cohorts: number): string {
  return cohorts === 1 ? 'synthetic' : `synthetic-${index + 1}`;
}

export function cohortsOf(assessments: readonly AssessedCohort[]): Cohort[] {
  const labels = new Map([
    ['training', 'Training'],
    ['held-out', 'Held out'],
    ...assessments.map(({ id, label }): [string, string] => [id, label]),
  ]);
  return partsOf(assessments).map(({ id, of, assessment }) => ({
    id,
    label: labels.get(id) ?? id,
    role: of === 'heldOut' ? 'held-out' : of,
    rows: assessment.rows[of],
  }));
}

/** Cohorts with any rows: training, held out, synthetic ones in their order. */
export function partsOf(assessments: readonly AssessedCohort[]): CohortPart[] {
  const [{ assessment }] = assessments;
  const parts: readonly CohortPart[] = [
    { id: 'training', of: 'training', assessment },
    { id: 'held-out', of: 'heldOut', assessment },
    ...assessments.map(({ id, assessment: own }): CohortPart => ({ id, of: 'synthetic', assessment: own })),
  ];
  return parts.filter(({ of, assessment: own }) => own.rows[of] > 0);
}

/** Throws RangeError where the assessments don't compare cohorts of their own with the same real rows. */
export function checkComparable(assessments: readonly AssessedCohort[]): void {
  if (assessments.length === 0) throw new RangeError('a report needs at least one synthetic cohort');
  if (new Set(assessments.map(({ id }) => id)).size < assessments.length) throw new RangeError('ids must differ');
  const keys = new Set(assessments.map(({ assessment }) => realRowsOf(assessment)));
  if (keys.size > 1) throw new RangeError('assessments of one report must share the real rows and the dictionary');
}

function realRowsOf({ from, mode, rows, associations, survival }: Assessment): string {
  const endpoints = survival.map(({ endpoint }) => endpoint);
  return JSON.stringify([from, mode, rows.training, rows.heldOut, associations.fields, endpoints]);
}
