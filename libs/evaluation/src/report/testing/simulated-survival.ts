import type { Assessment, EndpointSurvival, SurvivalCurve, SurvivalPoint } from '../../assessment.ts';
import { byCohort, type Cohort, cohortStream, type Draws, released } from './simulated-cohorts.ts';

export interface SurvivalSimulation {
  readonly endpoint: string;
  readonly title: string;
  /** Mean time to the event among those not cured, months. */
  readonly scale: number;
  readonly cure: number;
}

export function simulatedSurvival(
  draws: Draws,
  rows: Assessment['rows'],
  { endpoint, title, scale, cure }: SurvivalSimulation,
): EndpointSurvival {
  return {
    endpoint,
    title,
    unit: 'months',
    confidenceLevel: 0.95,
    cohorts: byCohort((cohort) => {
      const stream = cohortStream(draws, cohort, endpoint);
      const patients = Array.from({ length: rows[cohort] }, () => {
        const event = stream.uniform() < cure ? Infinity : -scale * Math.log(1 - stream.uniform());
        const censoring = 30 + 90 * stream.uniform();
        return { time: Math.min(event, censoring), event: event <= censoring };
      });
      return kaplanMeier(patients, cohort);
    }),
  };
}

/** Plain product-limit estimate on a monthly grid with Greenwood's variance on the log-log scale. */
function kaplanMeier(
  patients: readonly { readonly time: number; readonly event: boolean }[],
  cohort: Cohort,
): SurvivalCurve {
  const points: SurvivalPoint[] = [{ time: 0, survival: 1, lower: 1, upper: 1, atRisk: patients.length }];
  let value = 1;
  let variance = 0;
  for (let month = 1; month <= 120; month++) {
    const atRisk = patients.filter(({ time }) => time > month - 1).length;
    if (atRisk === 0) break;
    const events = patients.filter(({ time, event }) => event && time > month - 1 && time <= month).length;
    value *= 1 - events / atRisk;
    variance += atRisk > events ? events / (atRisk * (atRisk - events)) : 0;
    points.push({ time: month, survival: value, ...limits(value, variance), atRisk: released(atRisk, cohort) });
  }
  const median = points.find((point) => point.survival <= 0.5)?.time ?? null;
  return {
    patients: patients.length,
    events: patients.filter(({ event }) => event).length,
    median,
    medianInterval: [
      points.find(({ lower }) => lower <= 0.5)?.time ?? null,
      points.find(({ upper }) => upper <= 0.5)?.time ?? null,
    ],
    points,
    truncated: points.some(({ atRisk }) => atRisk === null),
  };
}

function limits(value: number, variance: number): { readonly lower: number; readonly upper: number } {
  if (value <= 0 || value >= 1) return { lower: value, upper: value };
  const width = (1.96 * Math.sqrt(variance)) / Math.log(value);
  return { lower: value ** Math.exp(-width), upper: value ** Math.exp(width) };
}
