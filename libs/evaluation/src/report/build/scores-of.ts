import type { AssessmentScore } from '../../assessment.ts';
import type { Score, ScoreValue } from '../report-model.ts';
import { SCORE_NAMES } from '../score-names.ts';
import type { AssessedCohort } from './cohort-parts.ts';

/** Scores of all cohorts, in the order in which they first appear. */
export function scoresOf(assessments: readonly AssessedCohort[]): Score[] {
  const entries = assessments.flatMap(({ id, assessment }) => assessment.scores.map((score) => ({ id, score })));
  const groups = Map.groupBy(entries, ({ score }) => JSON.stringify([score.against, score.name, score.subject]));
  return [...groups.values()].map((own) => ({
    ...headOf(own[0].score),
    values: own.map(({ id, score }) => valueOf(id, score)),
  }));
}

/** Labelled by what the number is, 1 − |·| where the metric's name stands for a distance. */
function headOf({ name, subject, against }: AssessmentScore): Omit<Score, 'values'> {
  return { id: name, label: SCORE_NAMES[name], ...(subject !== undefined && { subject }), against };
}

function valueOf(cohort: string, score: AssessmentScore): ScoreValue {
  const { value, floor, ceiling, floorDeviation, ceilingDeviation, signed } = score;
  return {
    cohort,
    value,
    floor,
    ceiling,
    ...(floorDeviation !== undefined && { floorDeviation }),
    ...(ceilingDeviation !== undefined && { ceilingDeviation }),
    ...(signed !== undefined && { signed }),
  };
}
