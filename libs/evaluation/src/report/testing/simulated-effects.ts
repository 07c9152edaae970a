import { RandomStream, type Seed } from '#random/random-stream';
import type { ColumnDistribution } from '../../assessment.ts';
import type { AgreementSummary, Effect, EffectComparison, EffectTable } from '../../inference/inference-figures.ts';

const OUTCOMES: readonly (readonly [string, EffectTable['kind']])[] = [
  ['complete remission', 'odds-ratio'],
  ['OS', 'hazard-ratio'],
  ['EFS', 'hazard-ratio'],
];

/** Effects by marker: training ones drawn, synthetic ones near them; some missing, some beyond any axis. */
export function simulatedEffects(seed: Seed, distributions: readonly ColumnDistribution[]): EffectTable[] {
  const markers = distributions.filter((own) => own.kind === 'numeric' || own.states.length === 2);
  return OUTCOMES.map(([outcome, kind]) => {
    const stream = RandomStream.derive(seed, 'effects', outcome);
    const terms = markers.map((marker) => termOf(marker, stream));
    return {
      outcome,
      kind,
      terms,
      agreement: summaryOf(terms),
      floor: { terms: terms.length, agreeing: Math.round(0.45 * terms.length), sameDirection: 0, meanOverlap: 0.3 },
      ceiling: { terms: terms.length, agreeing: Math.round(0.83 * terms.length), sameDirection: 0, meanOverlap: 0.8 },
    };
  });
}

function termOf(column: ColumnDistribution, stream: RandomStream): EffectComparison {
  const { field, title, group } = column;
  const centre = 0.45 * stream.normal() + (stream.uniform() < 0.04 ? 2.4 : 0);
  const deviation = 0.1 + 0.4 * stream.uniform() ** 2;
  const isKnown = stream.uniform() > 0.06;
  const training = isKnown ? effectOf(centre, deviation, stream) : null;
  const synthetic = effectOf(0.8 * centre + 0.1 * stream.normal(), deviation, stream);
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
