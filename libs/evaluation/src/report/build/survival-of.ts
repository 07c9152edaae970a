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

/** Curves of real patients end where so few are at risk that a step would show a single patient. */
function curveOf(cohort: string, curve: AssessedCurve): SurvivalCurve {
  const { patients, events, median, medianInterval, points, truncated } = curve;
  const end = points.findIndex(({ atRisk }) => atRisk === null);
  return {
    cohort,
    patients,
    events,
    median,
    medianInterval: [medianInterval[0], medianInterval[1]],
    points: points.slice(0, end < 0 ? undefined : end).map((point) => ({ ...point })),
    truncated: truncated || end >= 0,
  };
}
