import { leakageCoefficient, membershipAuc } from '#privacy/leakage';
import { isSmallCount } from '#privacy/small-cells';
import { meanDistance } from '#privacy/nearest-records';
import { weightedQuantile } from '#statistics/quantile';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { DistanceSet, DistanceSummary, PrivacyAssessment } from '../assessment.ts';
import type { BalancedDistance, RealDistance } from '../summaries/assess-layout.ts';
import { readVector } from '../summaries/row-set-sums.ts';
import { orNull, type Suppression } from './suppression.ts';

const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];

const SUMMARISED: readonly (readonly [DistanceSet, DistanceSet, BalancedDistance | RealDistance])[] = [
  ['synthetic', 'training', 'synthetic-to-training'],
  ['synthetic', 'held-out', 'synthetic-to-held-out'],
  ['independent', 'training', 'independent-to-training'],
  ['independent', 'held-out', 'independent-to-held-out'],
  ['held-out', 'training', 'held-out-to-training'],
  ['training', 'synthetic', 'training-to-synthetic'],
  ['held-out', 'synthetic', 'held-out-to-synthetic'],
];

export function privacyScores(dictionary: DataDictionary, sum: Sum, suppression: Suppression): PrivacyAssessment {
  const read = (name: BalancedDistance | RealDistance) => readVector(sum, `distance/${name}`);
  const mean = (name: BalancedDistance) => meanDistance(read(name));
  const [training, heldOut] = readVector(sum, 'exact-matches');
  return {
    columns: dictionary.fields.length,
    leakageCoefficient: orNull(leakageCoefficient(mean('synthetic-to-held-out'), mean('synthetic-to-training'))),
    leakageFloor: orNull(leakageCoefficient(mean('independent-to-held-out'), mean('independent-to-training'))),
    membershipAuc: orNull(membershipAuc(read('training-to-synthetic'), read('held-out-to-synthetic'))),
    membershipFloor: orNull(membershipAuc(read('training-to-independent'), read('held-out-to-independent'))),
    exactMatches: { training: suppression.release(training), heldOut: suppression.release(heldOut) },
    distances: SUMMARISED.flatMap(([from, to, name]) => summarise(from, to, read(name), suppression)),
  };
}

/** Nothing for an empty histogram. */
function summarise(
  from: DistanceSet,
  to: DistanceSet,
  counts: Float64Array,
  { minimumCellSize }: Suppression,
): DistanceSummary[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const distances = Array.from(counts.keys());
  return [
    {
      from,
      to,
      mean: meanDistance(counts),
      quantiles: PROBABILITIES.map((probability) => ({
        probability,
        value: weightedQuantile(distances, counts, probability),
      })),
      zeroShare: isSmallCount(counts[0], minimumCellSize) ? null : counts[0] / total,
    },
  ];
}
