import { drawParts } from '#privacy/balanced-parts';
import { countExactMatches } from '#privacy/exact-matches';
import { distanceHistogram, nearestDistances } from '#privacy/nearest-records';
import { type CodedRecords, codeRecords, selectRecords } from '#privacy/coded-records';
import { RandomStream, type Seed } from '#random/random-stream';
import type { CountVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { BalancedDistance, RealDistance } from './assess-layout.ts';
import type { AssessPlan } from './assess-plan.ts';
import { count } from './row-set-sums.ts';
import { MOST_ROWS, thinRows } from './thin-rows.ts';

/** The cohorts whose distances a site measures. */
export interface DistanceCohorts {
  readonly training: Table;
  readonly heldOut: Table;
  readonly synthetic: Table;
  readonly independent: Table;
}

type PackedCohorts = Record<keyof DistanceCohorts, CodedRecords>;

/**
 * Histograms of nearest-record distances at one site, and exact matches. Real rows to the broadcast cohorts: one count
 * per row. To real rows: the site's training rows are cut into parts as large as its held-out part, so that neither set
 * is nearer for being larger, and each site counts with the size of its parts. Very large cohorts are thinned first, see
 * `MOST_ROWS`.
 */
export function sumDistances(
  plan: AssessPlan,
  dictionary: DataDictionary,
  cohorts: DistanceCohorts,
  seed: Seed,
): [string, CountVector][] {
  const cuts = new Map(Object.entries(plan.cuts));
  const pack = (table: Table, most: number, thinningSeed: Seed) =>
    codeRecords(dictionary, thinRows(table, most, thinningSeed), cuts);
  const packed = {
    training: pack(cohorts.training, MOST_ROWS.real, seed),
    heldOut: pack(cohorts.heldOut, MOST_ROWS.real, seed),
    synthetic: pack(cohorts.synthetic, MOST_ROWS.synthetic, plan.seed),
    independent: pack(cohorts.independent, MOST_ROWS.synthetic, plan.seed),
  };
  const { training, heldOut, synthetic } = cohorts;
  const matches = [training, heldOut].map((real) => countExactMatches(dictionary, real, synthetic));
  return [
    ...Object.entries(realDistances(packed)).map(([name, values]) => distanceVector(name, values)),
    ...Object.entries(balancedDistances(plan, packed, dictionary.minimumCellSize, seed)).map(([name, values]) =>
      distanceVector(name, values),
    ),
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
  minimum: number,
  seed: Seed,
): Record<BalancedDistance, Float64Array> {
  const size = partSize(trainingParts, packed, minimum);
  const draw = (records: CodedRecords, parts: number, label: string) =>
    drawParts(records.rowCount, parts, size, RandomStream.derive(seed, 'parts', label)).map((rows) =>
      selectRecords(records, rows),
    );
  const training = draw(packed.training, size > 0 ? trainingParts : 0, 'training');
  const heldOut = draw(packed.heldOut, size > 0 ? 1 : 0, 'held-out');
  return {
    'synthetic-to-training': histogramToParts([packed.synthetic], training, size),
    'synthetic-to-held-out': histogramToParts([packed.synthetic], heldOut, size),
    'independent-to-training': histogramToParts([packed.independent], training, size),
    'independent-to-held-out': histogramToParts([packed.independent], heldOut, size),
    // Here the rows themselves give a site its weight.
    'held-out-to-training': histogramToParts(heldOut, training, 1),
  };

  function histogramToParts(from: readonly CodedRecords[], to: readonly CodedRecords[], weight: number) {
    const counts = new Float64Array(packed.training.columnCount + 1);
    for (const source of from) {
      for (const part of to) histogram(source, part).forEach((rows, distance) => (counts[distance] += weight * rows));
    }
    return counts;
  }
}

/** Of every part; 0 where the site has too few rows for parts of `minimum`. */
function partSize(trainingParts: number, { training, heldOut }: PackedCohorts, minimum: number): number {
  if (trainingParts === 0) return 0;
  const size = Math.min(heldOut.rowCount, Math.floor(training.rowCount / trainingParts), MOST_ROWS.part);
  return size < minimum ? 0 : size;
}

function histogram(from: CodedRecords, to: CodedRecords): Float64Array {
  return distanceHistogram(nearestDistances(from, to), from.columnCount);
}

function distanceVector(name: string, values: Float64Array): [string, CountVector] {
  return [`distance/${name}`, count(values)];
}
