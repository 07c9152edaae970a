import type { Assessment, CategoricalColumnDistribution, CoOccurrence } from '../../assessment.ts';
import { byCohort, cohortStream, type Draws, released } from './simulated-cohorts.ts';

/** Of independent markers, but for noise. */
export function simulatedCoOccurrence(
  draws: Draws,
  rows: Assessment['rows'],
  columns: readonly CategoricalColumnDistribution[],
): CoOccurrence {
  return {
    fields: columns.map(({ field }) => field),
    states: columns.map(({ states }) => states[1]),
    ...byCohort((cohort) => {
      const stream = cohortStream(draws, cohort, 'co-occurrence');
      const counts = columns.map(({ cohorts }) => cohorts[cohort].counts[1]);
      const joint = counts.map((_, a) =>
        counts.slice(0, a + 1).map((count, b) => {
          const own = counts[a];
          if (a === b || own === null || count === null) return own === null ? null : count;
          const expected = rows[cohort] === 0 ? 0 : (own * count) / rows[cohort];
          return released(Math.max(0, Math.round(expected + Math.sqrt(expected) * stream.normal())), cohort);
        }),
      );
      return counts.map((_, a) => counts.map((__, b) => joint[Math.max(a, b)][Math.min(a, b)]));
    }),
  };
}
