import type { SurvivalCurve as AssessedCurve } from '../../assessment.ts';
import type { SurvivalCurve, SurvivalCurves } from '../report-model.ts';
import type { CohortPart } from './cohort-parts.ts';

export function survivalOf(parts: readonly CohortPart[]): SurvivalCurves[] {
  const [{ assessment }] = parts;
  return assessment.survival.map(({ endpoint, title, unit, confidenceLevel }, index) => ({
    endpoint,
    ...(title !== undefined && { title }),
    unit: unit ?? '',
    confidenceLevel,
    curves: parts.map(({ id, of, assessment: own }) => curveOf(id, own.survival[index].cohorts[of])),
  }));
}

function curveOf(cohort: string, curve: AssessedCurve): SurvivalCurve {
  const { patients, events, median, medianInterval, points, truncated } = curve;
  return {
    cohort,
    patients,
    events,
    median,
    medianInterval: [medianInterval[0], medianInterval[1]],
    points: points.map((point) => ({ ...point })),
    truncated,
  };
}
