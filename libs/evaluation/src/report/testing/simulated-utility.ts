import { RandomStream } from '#random/random-stream';
import type { Estimate } from '../../utility/estimate.ts';
import type { AnswerFigures } from '../../utility/prediction-figures.ts';
import type { RankingFigures, SurvivalModelFigures } from '../../utility/survival-figures.ts';
import type { UtilityFigures } from '../../utility/utility-figures.ts';
import type { Draws } from './simulated-cohorts.ts';

/** Whether models learnt from real rows, at each site alone or from all rows at hand. */
export type LearntFrom = 'sites' | 'pooled';

/** Models of a plausible quality: better where they learnt from real rows, chance where columns are independent. */
export function simulatedUtility({ seed, variant }: Draws, from: LearntFrom): UtilityFigures {
  const stream = RandomStream.derive(seed, 'utility', variant);
  return {
    predictions: ['complete remission', 'death within 2 years'].flatMap((target) =>
      (['training', 'held-out'] as const).map((against) => {
        const real = against === 'held-out' ? answers(0.72, stream) : null;
        return {
          target,
          against,
          value: answers(0.68, stream),
          floor: answers(0.5, stream),
          ceiling: from === 'pooled' ? real : null,
          alone: from === 'sites' ? real : null,
        };
      }),
    ),
    survivalModels: ['OS', 'EFS'].flatMap((endpoint) =>
      (['training', 'held-out'] as const).map((against) => {
        const real = against === 'held-out' ? ranking(0.68, stream) : null;
        return {
          endpoint,
          against,
          horizon: 24,
          value: ranking(0.65, stream),
          ceiling: from === 'pooled' ? real : null,
          alone: from === 'sites' ? aloneOf(real) : null,
        };
      }),
    ),
    discriminator: { value: 0.42, floor: 0.24, ceiling: 0.99, patients: 233 },
    clusterCoverage: [
      { against: 'training', value: 0.88, floor: 0.71, ceiling: 0.93 },
      { against: 'held-out', value: 0.85, floor: 0.7, ceiling: 0.9 },
    ],
  };
}

function aloneOf(real: RankingFigures | null): SurvivalModelFigures['alone'] {
  if (!real) return null;
  const { patients, events, concordanceWithinSites } = real;
  return { patients, events, concordanceWithinSites };
}

function near(value: number, stream: RandomStream): Estimate {
  const drawn = value + 0.015 * stream.normal();
  return { value: drawn, interval: [drawn - 0.05, drawn + 0.05] };
}

function answers(auroc: number, stream: RandomStream): AnswerFigures {
  return {
    patients: 281,
    positives: 190,
    correlation: 1.4 * (auroc - 0.5),
    auroc: near(auroc, stream),
    brier: 0.21,
    constantBrier: 0.219,
    scaledBrier: 0.4 * (auroc - 0.5),
    observed: 0.676,
    predicted: 0.69,
    observedLessPredicted: -0.014,
  };
}

function ranking(concordance: number, stream: RandomStream): RankingFigures {
  const fifths = [0.82, 0.7, 0.58, 0.41, 0.2].map((predicted, fifth) => ({
    patients: fifth === 4 ? null : 56,
    predicted,
    observed: fifth === 4 ? null : near(predicted - 0.03, stream),
  }));
  return {
    patients: 286,
    events: 160,
    concordance: near(concordance, stream),
    concordanceWithinSites: near(concordance - 0.01, stream),
    calibrationSlope: near(0.86, stream),
    overall: fifths[2],
    fifths,
  };
}
