import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { splitEvenly } from './balanced-parts.ts';
import { decileCuts } from './decile-cuts.ts';
import { leakageCoefficient, membershipAuc } from './leakage.ts';
import { distanceHistogram, meanDistance, nearestDistances } from './nearest-records.ts';
import { codeRecords } from './coded-records.ts';

/** Distances from and to parts of equal size, averaged over pairs of parts. */
export interface PooledLeakage {
  readonly syntheticToTraining: number;
  readonly syntheticToHeldOut: number;
  readonly leakageCoefficient: number;
  /** Of training against held-out rows, by their distance to the nearest of all synthetic rows. */
  readonly membershipAuc: number;
}

/**
 * Leakage as published by Eckardt et al. 2024, where all rows are at hand: each cohort is shuffled and cut into
 * round(rows / held-out rows) parts; numeric columns are cut at the deciles of the part that distances go to. Unlike
 * there, a missing number equals a missing number.
 */
export function pooledLeakage(
  dictionary: DataDictionary,
  cohorts: { readonly training: Table; readonly heldOut: Table; readonly synthetic: Table },
  seed: Seed,
): PooledLeakage {
  const parts = (name: keyof typeof cohorts) => {
    const table = cohorts[name];
    const count = Math.max(1, Math.round(table.rowCount / cohorts.heldOut.rowCount));
    const indices = splitEvenly(table.rowCount, count, RandomStream.derive(seed, 'parts', name));
    return indices.map((rows) => selectRows(table, rows));
  };
  const from = parts('synthetic');
  const syntheticToTraining = meanOverPairs(dictionary, from, parts('training'));
  const syntheticToHeldOut = meanOverPairs(dictionary, from, parts('heldOut'));
  return {
    syntheticToTraining,
    syntheticToHeldOut,
    leakageCoefficient: leakageCoefficient(syntheticToHeldOut, syntheticToTraining),
    membershipAuc: pooledMembershipAuc(dictionary, cohorts),
  };
}

function pooledMembershipAuc(
  dictionary: DataDictionary,
  { training, heldOut, synthetic }: { readonly training: Table; readonly heldOut: Table; readonly synthetic: Table },
): number {
  const cuts = decileCuts(synthetic);
  const to = codeRecords(dictionary, synthetic, cuts);
  const histogram = (table: Table) =>
    distanceHistogram(nearestDistances(codeRecords(dictionary, table, cuts), to), to.columnCount);
  return membershipAuc(histogram(training), histogram(heldOut));
}

function meanOverPairs(dictionary: DataDictionary, from: readonly Table[], to: readonly Table[]): number {
  const means = to.flatMap((target) => {
    const cuts = decileCuts(target);
    const records = codeRecords(dictionary, target, cuts);
    return from.map((source) => {
      const distances = nearestDistances(codeRecords(dictionary, source, cuts), records);
      return meanDistance(distanceHistogram(distances, records.columnCount));
    });
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}
