import { RATIO_CELLS } from '#privacy/balanced-nearness';
import { normalInterval } from '#privacy/intervals/interval';
import { clusteredInterval } from '#privacy/intervals/clustered-interval';
import { leakageCoefficient } from '#privacy/leakage';
import { meanDistance } from '#privacy/nearest-records';
import { isSmallCount } from '#privacy/small-cells';
import { weightedQuantile } from '#statistics/quantile';
import type { DistanceSet, DistanceSummary } from '../assessment.ts';
import { orNull } from '../scoring/suppression.ts';
import type { CohortPrivacy, LeakageFigure, RatioSummary, ShareFigure } from './privacy-figure-types.ts';
import { MEASURED, type Measured, REAL_SETS, type RealSet, VARIANCE_UNITS } from './privacy-layout.ts';
import { type PrivacySum, total } from './privacy-sum.ts';

const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];
const RATIO_BINS = 20;

/** Null where no parts were compared, or the cohort copies so much that a mean distance is 0. */
export function leakageFigure(sum: PrivacySum, cohort: Measured): LeakageFigure | null {
  const toTraining = meanDistance(sum.read(`distance/${cohort}-to-training`));
  const toHeldOut = meanDistance(sum.read(`distance/${cohort}-to-held-out`));
  const coefficient = leakageCoefficient(toHeldOut, toTraining);
  if (!Number.isFinite(coefficient)) return null;
  const errors = standardErrors(sum, cohort);
  // Of a ratio of independent means, to first order.
  const standardError = Math.hypot(errors.toHeldOut, (errors.toTraining * toHeldOut) / toTraining) / toTraining;
  return { coefficient, standardError, ...normalInterval(coefficient, standardError) };
}

/** Null where no parts were compared. */
export function closerFigure(sum: PrivacySum, cohort: Measured): ShareFigure | null {
  const counts = sum.read(`closer/${cohort}`);
  const pairs = total(counts);
  if (pairs === 0) return null;
  const [nearer, tied] = counts;
  const share = (nearer + tied / 2) / pairs;
  return { share, ...clusteredInterval(share, standardErrors(sum, cohort).closer, sum.rows[cohort]) };
}

/** Jackknife standard errors of the mean distances and of the share that is closer to training; see `variances`. */
function standardErrors({ read, rows, trainingParts }: PrivacySum, cohort: Measured) {
  const [toTraining, toHeldOut, closer] = read(`variances/${cohort}`).map(
    (variance) => Math.sqrt(variance / VARIANCE_UNITS) / rows.part,
  );
  return { toTraining: toTraining / trainingParts, toHeldOut, closer: closer / trainingParts };
}

export function distanceRatios(sum: PrivacySum, cohort: Measured): CohortPrivacy['distanceRatio'] {
  return { training: ratioSummary(sum, cohort, 'training'), heldOut: ratioSummary(sum, cohort, 'held-out') };
}

function ratioSummary({ read, suppression }: PrivacySum, cohort: Measured, set: RealSet): RatioSummary | null {
  const counts = read(`distance-ratio/${cohort}-to-${set}`);
  const rows = total(counts);
  if (rows === 0) return null;
  const ratios = Float64Array.from(counts.keys(), (cell) => cell / (RATIO_CELLS - 1));
  const bins = new Float64Array(RATIO_BINS);
  ratios.forEach(
    (ratio, cell) => (bins[Math.min(RATIO_BINS - 1, Math.floor(ratio * RATIO_BINS + 1e-9))] += counts[cell]),
  );
  return {
    mean: ratios.reduce((weighted, ratio, cell) => weighted + ratio * counts[cell], 0) / rows,
    quantiles: quantilesOf(ratios, counts),
    shares: suppression.releaseAll(bins).map((count) => (count === null ? null : count / rows)),
  };
}

/** Distances between all sets that were compared, those without a row left out. */
export function distanceSummaries(sum: PrivacySum): DistanceSummary[] {
  const compared: [DistanceSet, DistanceSet][] = [
    ...MEASURED.flatMap((cohort) => REAL_SETS.map((set): [DistanceSet, DistanceSet] => [cohort, set])),
    ['held-out', 'training'],
    ...MEASURED.flatMap((cohort) => REAL_SETS.map((set): [DistanceSet, DistanceSet] => [set, cohort])),
  ];
  return compared.flatMap(([from, to]) => {
    const counts = sum.read(`distance/${from}-to-${to}`);
    return total(counts) === 0 ? [] : [summarise(sum, from, to, counts)];
  });
}

function summarise(sum: PrivacySum, from: DistanceSet, to: DistanceSet, counts: Float64Array): DistanceSummary {
  const isSmall = isSmallCount(counts[0], sum.suppression.minimumCellSize);
  return {
    from,
    to,
    mean: meanDistance(counts),
    quantiles: quantilesOf(Array.from(counts.keys()), counts),
    zeroShare: isSmall ? null : orNull(counts[0] / total(counts)),
  };
}

function quantilesOf(values: ArrayLike<number>, counts: Float64Array) {
  return PROBABILITIES.map((probability) => ({ probability, value: weightedQuantile(values, counts, probability) }));
}
