/**
 * An assessment of simulated cohorts, for tests of the report: no real patient is behind it. Everything is drawn from
 * one seed, so the same options give the same assessment.
 */
import { RandomStream, type Seed } from '#random/random-stream';
import type { Assessment, AssessmentScore, DistanceSet, DistanceSummary } from '../../assessment.ts';
import { renamed } from './renamed-assessment.ts';
import { simulatedBaseline } from './simulated-baseline.ts';
import { simulatedCoOccurrence } from './simulated-co-occurrence.ts';
import { type Cohort, cohortStream, type Draws, MINIMUM_CELL_SIZE } from './simulated-cohorts.ts';
import { simulatedColumns } from './simulated-columns.ts';
import { simulatedEffects } from './simulated-effects.ts';
import { simulatedOutcomes } from './simulated-outcomes.ts';
import { simulatedPrivacy } from './simulated-privacy.ts';
import { simulatedSurvival } from './simulated-survival.ts';
import { simulatedUtility } from './simulated-utility.ts';

export interface SimulationOptions {
  readonly seed: Seed;
  /** Which synthetic cohort, of several with the same real rows. Default: the first, whose scores are those measured. */
  readonly variant?: string;
  /** Columns with two states. */
  readonly markers: number;
  readonly rows: Assessment['rows'];
  /** Default: sums. */
  readonly from?: Assessment['from'];
  /** Prefixes every name that a user chooses: hostile text, in tests of escaping. */
  readonly prefix?: string;
}

export function simulatedAssessment(options: SimulationOptions): Assessment {
  const { seed, variant = '', markers, rows, from = 'sums', prefix = '' } = options;
  const draws: Draws = { seed, variant };
  const distributions = simulatedColumns(draws, markers, rows);
  const fields = distributions.map(({ field }) => field);
  const survival = [
    simulatedSurvival(draws, rows, { endpoint: 'OS', title: 'Overall survival', scale: 38, cure: 0.3 }),
    simulatedSurvival(draws, rows, { endpoint: 'EFS', title: 'Event-free survival', scale: 16, cure: 0.2 }),
  ];
  return renamed(prefix, {
    version: 1,
    from,
    rows,
    mode: 'correct',
    siteCount: 3,
    references: { independentCohorts: 10, halvings: 8 },
    scores: scores(draws),
    distributions,
    survival,
    associations: {
      fields,
      training: matrix(draws, fields.length, 'training', 0),
      heldOut: matrix(draws, fields.length, 'heldOut', 0.06),
      synthetic: matrix(draws, fields.length, 'synthetic', 0.04),
    },
    coOccurrence: simulatedCoOccurrence(
      draws,
      rows,
      distributions.filter((own) => own.kind === 'categorical').filter(({ states }) => states.length === 2),
    ),
    inference: {
      ...simulatedBaseline(draws, distributions),
      ...simulatedOutcomes(draws, rows, survival),
      effects: simulatedEffects(draws, distributions),
    },
    utility: simulatedUtility(draws, from === 'rows' ? 'pooled' : 'sites'),
    privacy: simulatedPrivacy(draws, fields, distanceSummaries(seed)),
    constraints: [
      { rule: 'efs_months ≤ os_months', violations: { training: 0, heldOut: 0, synthetic: 0 } },
      { rule: 'os_event = 1 ⇒ efs_event = 1', violations: { training: 8, heldOut: null, synthetic: 9 } },
    ],
    minimumCellSize: MINIMUM_CELL_SIZE,
    suppressedCells: 14,
  });
}

/** The scores of a calibrated federated run on a public benchmark, with its floor and ceiling. */
function scores({ seed, variant }: Draws): AssessmentScore[] {
  const stream = RandomStream.derive(seed, 'scores', variant);
  const table: readonly (readonly [
    AssessmentScore['name'],
    string,
    string | undefined,
    readonly number[],
    readonly number[],
  ])[] = [
    ['bsm', 'Basic statistics (BSM)', undefined, [0.971, 1, 0.967], [0.955, 0.962, 0.962]],
    ['rsc', 'Support coverage (RSC)', undefined, [0.972, 1, 0.934], [0.928, 0.931, 0.931]],
    ['ltc', 'Correlations (LTC)', undefined, [0.779, 0.598, 0.772], [0.687, 0.561, 0.7]],
    ['association-retention', 'Association retention', undefined, [0.9, 0.12, 0.9], [0.86, 0.14, 0.91]],
    ['km-divergence', 'Kaplan–Meier agreement', 'OS', [0.985, 0.848, 0.972], [0.974, 0.853, 0.975]],
    ['km-divergence', 'Kaplan–Meier agreement', 'EFS', [0.988, 0.893, 0.972], [0.969, 0.889, 0.971]],
    ['optimism', 'Absence of optimism', 'OS', [0.991, 0.851, 0.981], [0.984, 0.86, 0.983]],
    ['optimism', 'Absence of optimism', 'EFS', [0.993, 0.897, 0.98], [0.985, 0.893, 0.982]],
    ['short-sightedness', 'Length of follow-up', 'OS', [0.995, 1, 0.97], [0.97, 0.97, 0.97]],
    ['short-sightedness', 'Length of follow-up', 'EFS', [0.995, 1, 0.97], [0.97, 0.97, 0.97]],
    ['effect-agreement', 'Agreement of effects', 'complete remission', [0.78, 0.45, 0.83], []],
    ['effect-agreement', 'Agreement of effects', 'OS', [0.8, 0.45, 0.83], []],
    ['effect-agreement', 'Agreement of effects', 'EFS', [0.75, 0.45, 0.83], []],
    ['prediction', 'Prediction (MCC)', 'complete remission', [], [0.16, -0.04, 0.24]],
    ['prediction', 'Prediction (MCC)', 'death within 2 years', [], [0.32, -0.07, 0.39]],
  ];
  const against = ['training', 'held-out'] as const;
  return against.flatMap((reference, index) =>
    table.flatMap(([name, label, subject, ...values]): AssessmentScore[] => {
      const [known, floor, ceiling] = values[index];
      const value = known === undefined || variant === '' ? known : known - 0.15 * stream.uniform();
      return value === undefined
        ? []
        : [
            {
              name,
              label,
              subject,
              against: reference,
              better: 'higher',
              value,
              floor,
              ceiling,
              ...signedOf(name, value),
            },
          ];
    }),
  );
}

function signedOf(name: AssessmentScore['name'], value: number): { readonly signed?: number } {
  if (name === 'optimism') return { signed: 1 - value };
  return name === 'short-sightedness' ? { signed: value - 1 } : {};
}

function matrix(draws: Draws, size: number, cohort: Cohort, noise: number): number[][] {
  const shared = RandomStream.derive(draws.seed, 'associations');
  const own = cohortStream(draws, cohort, 'associations');
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => {
      const base = shared.uniform() < 0.12 ? shared.uniform() : 0.05 * shared.uniform();
      return row === column
        ? 1
        : Math.max(-1, Math.min(1, base * (shared.uniform() < 0.2 ? -1 : 1) + noise * own.normal()));
    }),
  );
}

function distanceSummaries(seed: Seed): DistanceSummary[] {
  const stream = RandomStream.derive(seed, 'privacy');
  const pairs: readonly (readonly [DistanceSet, DistanceSet])[] = [
    ['synthetic', 'training'],
    ['synthetic', 'held-out'],
    ['independent', 'training'],
    ['independent', 'held-out'],
    ['held-out', 'training'],
  ];
  return pairs.map(([from, to]) => {
    const mean = 8 + 2 * stream.uniform();
    const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map((probability) => ({
      probability,
      value: Math.round(mean + 6 * (probability - 0.5)),
    }));
    return { from, to, mean, quantiles, zeroShare: 0 };
  });
}
