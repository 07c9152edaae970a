import { countCloser, nearestOf, nearnessVariances, ratioHistogram } from '#privacy/balanced-nearness';
import { jointDistances } from '#privacy/calibrated-membership';
import type { CodedRecords } from '#privacy/coded-records';
import { countExactMatches } from '#privacy/exact-matches';
import { distanceHistogram, nearestDistances, nearestRecords } from '#privacy/nearest-records';
import type { DataDictionary } from '#tabular/dictionary';
import { type MeasuredRows, type PrivacyCohorts, recordsOfParts } from './measured-rows.ts';
import { type Measured, type NamedValues, REAL_SETS, VARIANCE_UNITS } from './privacy-layout.ts';

/** How near a cohort's rows are to parts of the site's rows, each with the weight of the part's size; none without parts. */
export function sumBalancedNearness(cohort: Measured, rows: MeasuredRows): NamedValues[] {
  const { size } = rows.parts;
  if (size === 0) return [];
  const from = rows.records[cohort];
  const parts = recordsOfParts(rows);
  const training = parts.training.map((part) => nearestRecords(from, part, 2));
  const heldOut = nearestRecords(from, parts.heldOut, 2);
  const neighbours = { partSize: size, training, heldOut };
  const variances = nearnessVariances(neighbours);
  const ofMeans = [variances.toTraining, variances.toHeldOut, variances.closer].map((variance) =>
    Math.round((VARIANCE_UNITS * size ** 2 * variance) / Math.max(1, from.rowCount ** 2)),
  );
  const distances = (sets: typeof training) =>
    weightedSum(
      size,
      sets.map((part) => distanceHistogram(nearestOf(part), from.columnCount)),
    );
  const ratios = (sets: typeof training) => weightedSum(size, sets.map(ratioHistogram));
  return [
    [`closer/${cohort}`, weightedSum(size, [Float64Array.from(countCloser(neighbours))])],
    [`variances/${cohort}`, Float64Array.from(ofMeans)],
    [`distance/${cohort}-to-training`, distances(training)],
    [`distance/${cohort}-to-held-out`, distances([heldOut])],
    [`distance-ratio/${cohort}-to-training`, ratios(training)],
    [`distance-ratio/${cohort}-to-held-out`, ratios([heldOut])],
  ];
}

/** How near held-out rows are to training parts: what distances are where nothing was generated. */
export function sumRealNearness(rows: MeasuredRows): NamedValues[] {
  const { training, heldOut } = recordsOfParts(rows);
  if (training.length === 0) return [];
  const histograms = training.map((part) => distancesTo(heldOut, part));
  return [['distance/held-out-to-training', weightedSum(1, histograms)]];
}

/** How near the site's rows are to a cohort's: one count per real row, so that sites add up to the pooled rows. */
export function sumMembership({ records, reference }: MeasuredRows, measured: readonly Measured[]): NamedValues[] {
  const { columnCount } = reference;
  return REAL_SETS.flatMap((set) => {
    const real = records[set === 'training' ? 'training' : 'heldOut'];
    const toReference = nearestDistances(real, reference);
    return measured.flatMap((cohort): NamedValues[] => {
      const distances = nearestDistances(real, records[cohort]);
      return [
        [`distance/${set}-to-${cohort}`, distanceHistogram(distances, columnCount)],
        [`membership/${cohort}/${set}`, jointDistances(toReference, distances, columnCount)],
      ];
    });
  });
}

/** Real rows that a cohort's row equals, of all rows of both. */
export function sumExactMatches(
  dictionary: DataDictionary,
  cohorts: PrivacyCohorts,
  measured: readonly Measured[],
): NamedValues[] {
  return measured.map((cohort) => {
    const matches = [cohorts.training, cohorts.heldOut].map((real) =>
      countExactMatches(dictionary, real, cohorts[cohort]),
    );
    return [`exact-matches/${cohort}`, Float64Array.from(matches)];
  });
}

function distancesTo(from: CodedRecords, to: CodedRecords): Float64Array {
  return distanceHistogram(nearestDistances(from, to), from.columnCount);
}

function weightedSum(weight: number, histograms: readonly Float64Array[]): Float64Array {
  const [first, ...others] = histograms;
  return first.map((count, cell) => weight * others.reduce((sum, histogram) => sum + histogram[cell], count));
}
