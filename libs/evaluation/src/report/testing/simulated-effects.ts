import type { RandomStream } from '#random/random-stream';
import type { ColumnDistribution } from '../../assessment.ts';
import type { AgreementSummary, Effect, EffectComparison, EffectTable } from '../../inference/inference-figures.ts';
import { cohortStream, type Draws } from './simulated-cohorts.ts';

const OUTCOMES: readonly (readonly [string, EffectTable['kind']])[] = [
  ['complete remission', 'odds-ratio'],
  ['OS', 'hazard-ratio'],
  ['EFS', 'hazard-ratio'],
];

/** Effects by marker: training ones drawn, synthetic ones near them; some missing, some beyond any axis. */
export function simulatedEffects(draws: Draws, distributions: readonly ColumnDistribution[]): EffectTable[] {
  const markers = distributions.filter((own) => own.kind === 'numeric' || own.states.length === 2);
  return OUTCOMES.map(([outcome, kind]) => {
    const streams = {
      real: cohortStream(draws, 'training', outcome),
      synthetic: cohortStream(draws, 'synthetic', outcome),
    };
    const terms = markers.map((marker) => termOf(marker, streams));
    return {
      outcome,
      kind,
      terms,
      agreement: summaryOf(terms),
      floor: {
        draws: 4,
        terms: terms.length,
        agreeing: Math.round(0.45 * terms.length),
        sameDirection: 0,
        meanOverlap: 0.3,
      },
      ceiling: {
        draws: 4,
        terms: terms.length,
        agreeing: Math.round(0.83 * terms.length),
        sameDirection: 0,
        meanOverlap: 0.8,
      },
    };
  });
}

interface Streams {
  readonly real: RandomStream;
  readonly synthetic: RandomStream;
}

function termOf(column: ColumnDistribution, { real, synthetic: own }: Streams): EffectComparison {
  const { field, title, group } = column;
  const centre = 0.45 * real.normal() + (real.uniform() < 0.04 ? 2.4 : 0);
  const deviation = 0.1 + 0.4 * real.uniform() ** 2;
  const isKnown = real.uniform() > 0.06;
  const training = isKnown ? effectOf(centre, deviation, real) : null;
  const synthetic = effectOf(0.8 * centre + 0.1 * own.normal(), deviation, own);
  return {
    field,
    ...(title !== undefined && { title }),
    ...(group !== undefined && { group }),
    ...(column.kind === 'numeric' ? { per: column.unit ?? 'unit' } : { state: column.states[1] }),
    training,
    synthetic,
    ...(!isKnown && { missingReason: 'too few events among the training patients' }),
    agreement: training && agreementOf(training, synthetic),
  };
}

function effectOf(centre: number, deviation: number, stream: RandomStream): Effect {
  const z = Math.abs(centre / deviation);
  const patients = Math.round(20 + 400 * stream.uniform());
  return {
    ratio: Math.exp(centre),
    lower: Math.exp(centre - 1.96 * deviation),
    upper: Math.exp(centre + 1.96 * deviation),
    p: Math.min(1, Math.exp(-0.72 * z - 0.42 * z * z)),
    patients,
    events: stream.uniform() < 0.05 ? null : Math.round(0.6 * patients),
  };
}

function agreementOf(training: Effect, synthetic: Effect): NonNullable<EffectComparison['agreement']> {
  const significant = ({ p }: Effect): boolean => p !== null && p < 0.05;
  return {
    sameDirection: training.ratio > 1 === synthetic.ratio > 1,
    sameSignificance: significant(training) === significant(synthetic),
    overlap: 0.8,
    trainingInside: training.ratio > synthetic.lower && training.ratio < synthetic.upper,
  };
}

function summaryOf(terms: readonly EffectComparison[]): AgreementSummary {
  const known = terms.flatMap(({ agreement }) => (agreement ? [agreement] : []));
  return {
    terms: known.length,
    agreeing: known.filter((own) => own.sameDirection && own.sameSignificance).length,
    sameDirection: known.filter((own) => own.sameDirection).length,
    meanOverlap: 0.8,
  };
}
