import { drawParts } from '#privacy/balanced-parts';
import { countExactMatches } from '#privacy/exact-matches';
import { distanceHistogram, nearestDistances } from '#privacy/nearest-records';
import { type PackedRecords, packRecords, selectRecords } from '#privacy/packed-records';
import { RandomStream, type Seed } from '#random/random-stream';
import type { CountVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { BalancedDistance, RealDistance } from './assess-layout.ts';
import type { AssessPlan } from './assess-plan.ts';
import { count } from './row-set-sums.ts';

/** The cohorts whose distances a site measures. */
export interface DistanceCohorts {
  readonly training: Table;
  readonly heldOut: Table;
  readonly synthetic: Table;
  readonly independent: Table;
}

type PackedCohorts = Record<keyof DistanceCohorts, PackedRecords>;

/**
 * Histograms of nearest-record distances at one site, and exact matches. Real rows to the broadcast cohorts: one count
 * per row. To real rows: the site's training rows are cut into parts as large as its held-out part, so that neither set
 * is nearer for being larger, and each site counts with the size of its parts.
 */
export function sumDistances(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: DistanceCohorts,
  seed: Seed,
): [string, CountVector][] {
  const cuts = new Map(Object.entries(plan.cuts));
  const pack = (table: Table) => packRecords(dictionary, table, cuts);
  const packed = {
    training: pack(cohorts.training),
    heldOut: pack(cohorts.heldOut),
    synthetic: pack(cohorts.synthetic),
    independent: pack(cohorts.independent),
  };
  const { training, heldOut, synthetic } = cohorts;
  const matches = [training, heldOut].map((real) => countExactMatches(dictionary, real, synthetic));
  return [
    ...Object.entries(realDistances(packed)).map(([name, values]) => distanceVector(name, values)),
    ...Object.entries(balancedDistances(plan, packed, seed)).map(([name, values]) => distanceVector(name, values)),
    ['exact-matches', count(Float64Array.from(matches))],
  ];
}

function realDistances(packed: PackedCohorts): Record<RealDistance, Float64Array> {
  return {
    'training-to-synthetic': histogram(packed.training, packed.synthetic),
    'held-out-to-synthetic': histogram(packed.heldOut, packed.synthetic),
    'training-to-independent': histogram(packed.training, packed.independent),
    'held-out-to-independent': histogram(packed.heldOut, packed.independent),
  };
}

function balancedDistances(
  { trainingParts }: AssessPlan,
  packed: PackedCohorts,
  seed: Seed,
): Record<BalancedDistance, Float64Array> {
  const size =
    trainingParts === 0 ? 0 : Math.min(packed.heldOut.rowCount, Math.floor(packed.training.rowCount / trainingParts));
  const draw = (records: PackedRecords, parts: number, label: string) =>
    drawParts(records.rowCount, parts, size, RandomStream.derive(seed, 'parts', label)).map((rows) =>
      selectRecords(records, rows),
    );
  const training = draw(packed.training, trainingParts, 'training');
  const heldOut = draw(packed.heldOut, size > 0 ? 1 : 0, 'held-out');
  const toParts = (from: PackedRecords, parts: readonly PackedRecords[]) =>
    weightedHistogram(from, size > 0 ? parts : [], size);
  return {
    'synthetic-to-training': toParts(packed.synthetic, training),
    'synthetic-to-held-out': toParts(packed.synthetic, heldOut),
    'independent-to-training': toParts(packed.independent, training),
    'independent-to-held-out': toParts(packed.independent, heldOut),
    'held-out-to-training': toParts(packed.heldOut, training),
  };
}

function histogram(from: PackedRecords, to: PackedRecords): Float64Array {
  return distanceHistogram(nearestDistances(from, to), from.columnCount);
}

/** Distances to every part, each `weight` times. */
function weightedHistogram(from: PackedRecords, parts: readonly PackedRecords[], weight: number): Float64Array {
  const counts = new Float64Array(from.columnCount + 1);
  for (const part of parts) histogram(from, part).forEach((rows, distance) => (counts[distance] += weight * rows));
  return counts;
}

function distanceVector(name: string, values: Float64Array): [string, CountVector] {
  return [`distance/${name}`, count(values)];
}
