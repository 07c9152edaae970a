import { RandomStream } from '#random/random-stream';
import type { DistanceSummary } from '../../assessment.ts';
import type { AttackFigure, AttackRate, CohortPrivacy, PrivacyFigures } from '../../privacy/privacy-figure-types.ts';
import type { Draws } from './simulated-cohorts.ts';

/** Figures of a cohort that gives little away, beside those of independent columns. */
export function simulatedPrivacy(
  { seed, variant }: Draws,
  fields: readonly string[],
  distances: readonly DistanceSummary[],
): PrivacyFigures {
  const stream = RandomStream.derive(seed, 'privacy figures', variant);
  return {
    columns: fields.length,
    rows: {
      training: 1167,
      heldOut: 292,
      attackedTraining: 1000,
      attackedHeldOut: 292,
      part: 292,
      synthetic: 1167,
      independent: 1167,
    },
    distances,
    synthetic: cohort(0.0114, fields, stream),
    independent: cohort(-0.0098, [], stream),
  };
}

function cohort(coefficient: number, fields: readonly string[], stream: RandomStream): CohortPrivacy {
  const ratio = (mean: number) => ({
    mean,
    quantiles: [{ probability: 0.5, value: mean }],
    shares: Array.from({ length: 20 }, () => 0.05),
  });
  const membership = (auc: number) => ({
    auc,
    standardError: 0.018,
    lower: auc - 0.035,
    upper: auc + 0.035,
    truePositiveRate: 0.052,
    training: 1167,
    heldOut: 292,
  });
  return {
    leakage: { coefficient, standardError: 0.004, lower: coefficient - 0.008, upper: coefficient + 0.008 },
    exactMatches: { training: 0, heldOut: 0 },
    closerToTraining: { share: 0.508, lower: 0.489, upper: 0.527 },
    distanceRatio: { training: ratio(0.93), heldOut: ratio(0.935) },
    membership: { raw: membership(0.497), calibrated: membership(0.505), mostExposed: null },
    singlingOut: {
      univariate: attack(0.02, stream),
      multivariate: attack(0.01, stream),
      byAttributes: [2, 3].map((attributes) => ({ ...attack(0.01, stream), attributes })),
    },
    linkability: [1, 5].map((neighbours) => ({ ...attack(0, stream), neighbours })),
    inference: {
      overall: attack(0.015, stream),
      columns: fields.slice(0, 2).map((field) => ({ ...attack(0.03, stream), field })),
    },
  };
}

function attack(gain: number, stream: RandomStream): AttackFigure {
  const control = 0.1 + 0.3 * stream.uniform();
  const risk = gain + 0.004 * stream.normal();
  return {
    training: rate(control + risk * (1 - control)),
    control: rate(control),
    naive: rate(control - 0.02),
    risk,
    lower: risk - 0.02,
    upper: risk + 0.02,
    isTooWeak: gain === 0,
  };
}

function rate(value: number): AttackRate {
  return { attempts: 500, successes: Math.round(500 * value), rate: value, lower: value - 0.04, upper: value + 0.04 };
}
