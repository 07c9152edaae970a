/**
 * An assessment of simulated cohorts, for tests of the report: no real patient is behind it. Everything is drawn from
 * one seed, so the same options give the same assessment.
 */
import { RandomStream, type Seed } from '#random/random-stream';
import type { Assessment, AssessmentScore, ColumnDistribution, DistanceSet } from '../../assessment.ts';
import type { PrivacyFigures } from '../../privacy/privacy-figure-types.ts';
import type { InferenceFigures } from '../../inference/inference-figures.ts';
import { simulatedBaseline } from './simulated-baseline.ts';
import { simulatedCoOccurrence } from './simulated-co-occurrence.ts';
import { byCohort, type Cohort, cohortStream, type Draws, MINIMUM_CELL_SIZE, released } from './simulated-cohorts.ts';
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
  const distributions = columns(draws, markers, rows);
  const fields = distributions.map(({ field }) => field);
  const distances = privacy(seed);
  const survival = [
    simulatedSurvival(draws, rows, { endpoint: 'OS', title: 'Overall survival', scale: 38, cure: 0.3 }),
    simulatedSurvival(draws, rows, { endpoint: 'EFS', title: 'Event-free survival', scale: 16, cure: 0.2 }),
  ];
  return renamed(prefix, {
    version: 1,
    from,
    rows,
    siteCount: 3,
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
    privacy: distances,
    privacyFigures: simulatedPrivacy(draws, fields, distances.distances),
    constraints: [
      { rule: 'efs_months ≤ os_months', violations: { training: 0, heldOut: 0, synthetic: 0 } },
      { rule: 'os_event = 1 ⇒ efs_event = 1', violations: { training: 8, heldOut: null, synthetic: 9 } },
    ],
    minimumCellSize: MINIMUM_CELL_SIZE,
    suppressedCells: 14,
  });
}

/** The same assessment with the prefix before everything that a user names; figures stay as they are. */
function renamed(prefix: string, assessment: Assessment): Assessment {
  const name = (text: string): string => prefix + text;
  const { scores: named, distributions, survival: endpoints, associations, constraints } = assessment;
  const { coOccurrence, inference, utility, privacyFigures } = assessment;
  return {
    ...assessment,
    scores: named.map((score) => (score.subject === undefined ? score : { ...score, subject: name(score.subject) })),
    distributions: distributions.map((distribution): ColumnDistribution => {
      const base = renamedBase(name, distribution);
      return distribution.kind === 'numeric'
        ? { ...distribution, ...base, unit: name(distribution.unit ?? '') }
        : { ...distribution, ...base, states: distribution.states.map(name) };
    }),
    survival: endpoints.map((own) => ({ ...own, endpoint: name(own.endpoint), title: name(own.title ?? '') })),
    associations: { ...associations, fields: associations.fields.map(name) },
    ...(coOccurrence && {
      coOccurrence: {
        ...coOccurrence,
        fields: coOccurrence.fields.map(name),
        states: coOccurrence.states.map(name),
      },
    }),
    ...(inference && { inference: renamedInference(name, inference) }),
    ...(utility && {
      utility: {
        ...utility,
        predictions: utility.predictions.map((own) => ({ ...own, target: name(own.target) })),
        survivalModels: utility.survivalModels.map((own) => ({ ...own, endpoint: name(own.endpoint) })),
      },
    }),
    ...(privacyFigures && { privacyFigures: renamedPrivacy(name, privacyFigures) }),
    constraints: constraints.map((constraint) => ({ ...constraint, rule: name(constraint.rule) })),
  };
}

function renamedPrivacy(name: (text: string) => string, figures: PrivacyFigures): PrivacyFigures {
  const { inference } = figures.synthetic;
  const columns = inference.columns.map((own) => ({ ...own, field: name(own.field) }));
  return { ...figures, synthetic: { ...figures.synthetic, inference: { ...inference, columns } } };
}

function renamedBase(
  name: (text: string) => string,
  { field, group }: { readonly field: string; readonly group?: string },
) {
  return { field: name(field), ...(group !== undefined && { group: name(group) }) };
}

function renamedInference(name: (text: string) => string, figures: InferenceFigures): InferenceFigures {
  return {
    columns: figures.columns.map((own) => ({ ...own, field: name(own.field) })),
    baseline: figures.baseline.map((own) => {
      const base = renamedBase(name, own);
      return own.kind === 'numeric' ? { ...own, ...base } : { ...own, ...base, states: own.states.map(name) };
    }),
    responses: figures.responses.map((own) => ({ ...own, target: name(own.target) })),
    endpoints: figures.endpoints.map((own) => ({ ...own, endpoint: name(own.endpoint), title: name(own.title ?? '') })),
    effects: figures.effects.map((table) => ({
      ...table,
      outcome: name(table.outcome),
      terms: table.terms.map((term) => ({ ...term, ...renamedBase(name, term) })),
    })),
    markers: figures.markers.map((own) => ({ ...own, endpoint: name(own.endpoint), field: name(own.field) })),
  };
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

function columns(draws: Draws, markers: number, rows: Assessment['rows']): ColumnDistribution[] {
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

function privacy(seed: Seed): Assessment['privacy'] {
  const stream = RandomStream.derive(seed, 'privacy');
  const pairs: readonly (readonly [DistanceSet, DistanceSet])[] = [
    ['synthetic', 'training'],
    ['synthetic', 'held-out'],
    ['independent', 'training'],
    ['independent', 'held-out'],
    ['held-out', 'training'],
  ];
  return {
    columns: 48,
    leakageCoefficient: 0.0114,
    leakageFloor: -0.0098,
    membershipAuc: 0.497,
    membershipFloor: 0.481,
    exactMatches: { training: 0, heldOut: 0 },
    distances: pairs.map(([from, to]) => {
      const mean = 8 + 2 * stream.uniform();
      const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map((probability) => ({
        probability,
        value: Math.round(mean + 6 * (probability - 0.5)),
      }));
      return { from, to, mean, quantiles, zeroShare: 0 };
    }),
  };
}
