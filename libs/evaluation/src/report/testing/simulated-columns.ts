import { RandomStream } from '#random/random-stream';
import type { Assessment, ColumnDistribution } from '../../assessment.ts';
import { byCohort, cohortStream, type Draws, released } from './simulated-cohorts.ts';

/** Laboratory values, columns of several states, and markers of two. */
export function simulatedColumns(draws: Draws, markers: number, rows: Assessment['rows']): ColumnDistribution[] {
  const numeric: readonly (readonly [string, string, (stream: RandomStream) => number, number])[] = [
    ['Age', 'years', (stream) => 52 + 14 * stream.normal(), 100],
    ['White blood cells', '10⁹/l', (stream) => Math.exp(2.9 + 1.2 * stream.normal()), 600],
    ['Haemoglobin', 'g/dl', (stream) => 9.2 + 1.9 * stream.normal(), 20],
    ['Platelets', '10⁹/l', (stream) => Math.exp(4 + 0.8 * stream.normal()), 1000],
    ['Overall survival', 'months', (stream) => -30 * Math.log(1 - stream.uniform()), 150],
  ];
  const states: readonly (readonly [string, readonly string[]])[] = [
    ['AML status', ['de novo', 'secondary', 'therapy-associated', 'other']],
    ['ECOG', ['0', '1', '2', '3', '4']],
  ];
  return [
    ...numeric.map(([field, unit, draw, maximum]) => numericColumn(draws, rows, { field, unit, draw, maximum })),
    ...states.map(([field, names]) => categoricalColumn(draws, rows, field, names, 'clinical')),
    categoricalColumn(draws, rows, 'sex', ['female', 'male'], 'clinical'),
    ...Array.from({ length: markers }, (_, marker) => {
      const group = marker % 3 === 0 ? 'cytogenetic' : 'molecular';
      return categoricalColumn(draws, rows, `GENE${marker + 1}`, ['0', '1'], group);
    }),
  ];
}

interface NumericSimulation {
  readonly field: string;
  readonly unit: string;
  readonly draw: (stream: RandomStream) => number;
  readonly maximum: number;
}

function numericColumn(draws: Draws, rows: Assessment['rows'], column: NumericSimulation): ColumnDistribution {
  const bins = 40;
  const { field, unit, draw, maximum } = column;
  const edges = Array.from({ length: bins + 1 }, (_, bin) => (bin * maximum) / bins);
  const cohorts = byCohort((cohort) => {
    const stream = cohortStream(draws, cohort, field);
    const values = Array.from({ length: rows[cohort] }, () => Math.min(maximum, Math.max(0, draw(stream)))).toSorted(
      (a, b) => a - b,
    );
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) counts[Math.min(bins - 1, Math.floor((value / maximum) * bins))]++;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    const quantile = (probability: number): number => values[Math.floor(probability * values.length)];
    return {
      counts: counts.map((count) => released(count, cohort)),
      missing: 0,
      present: rows[cohort],
      mean,
      standardDeviation: Math.sqrt(variance),
      median: quantile(0.5),
      quartiles: [quantile(0.25), quantile(0.75)] as const,
    };
  });
  return { kind: 'numeric', field, unit, edges, cohorts };
}

function categoricalColumn(
  draws: Draws,
  rows: Assessment['rows'],
  field: string,
  states: readonly string[],
  group: string,
): ColumnDistribution {
  const stream = RandomStream.derive(draws.seed, field);
  const weights = states.map((_, state) => (state === 0 ? 1 : stream.uniform() ** 2));
  const missingShare = stream.uniform() < 0.4 ? 0.1 * stream.uniform() : 0;
  const cohorts = byCohort((cohort) => {
    const own = cohortStream(draws, cohort, field);
    const counts = states.map(() => 0);
    let missing = 0;
    for (let row = 0; row < rows[cohort]; row++) {
      if (own.uniform() < missingShare) missing++;
      else counts[own.categorical(weights)]++;
    }
    return { counts: counts.map((count) => released(count, cohort)), missing: released(missing, cohort) };
  });
  return { kind: 'categorical', field, group, states, cohorts };
}
