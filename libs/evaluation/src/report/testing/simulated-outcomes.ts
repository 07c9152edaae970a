import { RandomStream } from '#random/random-stream';
import type { Assessment, EndpointSurvival } from '../../assessment.ts';
import type {
  EndpointCell,
  EndpointComparison,
  Estimate,
  InferenceFigures,
  MarkerCurve,
  MarkerCurves,
  ResponseCell,
} from '../../inference/inference-figures.ts';
import type { Draws } from './simulated-cohorts.ts';
import { simulatedSurvival } from './simulated-survival.ts';

const MARKERS = ['GENE1', 'GENE2', 'GENE3', 'GENE4'];

/** Responses, endpoints and curves by marker. */
export function simulatedOutcomes(
  draws: Draws,
  rows: Assessment['rows'],
  survival: readonly EndpointSurvival[],
): Pick<InferenceFigures, 'responses' | 'endpoints' | 'markers'> {
  return {
    responses: [
      {
        target: 'complete remission',
        training: responseOf(rows.training, 0.71),
        heldOut: responseOf(rows.heldOut, 0.7),
        synthetic: responseOf(rows.synthetic, 0.737),
        oddsRatio: { value: 1.16, lower: 1, upper: 1.36 },
        p: 0.0587,
      },
    ],
    endpoints: survival.map(endpointOf),
    markers: survival.flatMap((endpoint) => MARKERS.map((field) => markerCurves(draws, rows, endpoint, field))),
  };
}

function around(value: number | null, width: number): Estimate {
  return value === null
    ? { value: null, lower: null, upper: null }
    : { value, lower: value - width, upper: value + width };
}

function responseOf(known: number, share: number): ResponseCell {
  const positive = Math.round(known * share);
  const odds = positive / (known - positive);
  return { known, positive, share: around(positive / known, 0.03), odds: around(odds, 0.26) };
}

function endpointOf({ endpoint, title, unit, cohorts }: EndpointSurvival): EndpointComparison {
  const cell = ({
    patients,
    events,
    median,
    medianInterval: [lower, upper],
  }: typeof cohorts.training): EndpointCell => ({
    patients,
    events,
    median: { value: median, lower, upper },
    followUp: around(76, 3.2),
    restrictedMean: around(31.4, 1.1),
  });
  return {
    endpoint,
    ...(title !== undefined && { title }),
    unit: unit ?? '',
    horizon: 60,
    training: cell(cohorts.training),
    heldOut: cell(cohorts.heldOut),
    synthetic: cell(cohorts.synthetic),
    hazardRatio: { value: 0.88, lower: 0.81, upper: 0.96 },
    p: 0.0004,
    restrictedMeanDifference: around(-1.3, 1.5),
  };
}

function markerCurves(
  draws: Draws,
  rows: Assessment['rows'],
  { endpoint, unit }: EndpointSurvival,
  field: string,
): MarkerCurves {
  const stream = RandomStream.derive(draws.seed, 'markers', endpoint, field);
  const scale = 12 + 40 * stream.uniform();
  const part = (share: number) => ({
    training: Math.round(rows.training * share),
    heldOut: Math.round(rows.heldOut * share),
    synthetic: Math.round(rows.synthetic * share),
  });
  const curvesOf = (withState: boolean): MarkerCurve[] => {
    const simulation = {
      endpoint: `${endpoint}${field}${withState}`,
      title: '',
      scale: withState ? scale : 30,
      cure: 0.25,
    };
    const { cohorts } = simulatedSurvival(draws, part(withState ? 0.3 : 0.7), simulation);
    return (['training', 'synthetic'] as const).map((cohort) => ({
      cohort,
      withState,
      patients: cohorts[cohort].patients,
      points: cohorts[cohort].points.map(({ time, survival, atRisk }) => ({ time, survival, atRisk })),
    }));
  };
  return { endpoint, field, state: '1', unit: unit ?? '', curves: [...curvesOf(true), ...curvesOf(false)] };
}
