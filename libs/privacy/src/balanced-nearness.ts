import type { NearestRecords } from './nearest-records.ts';

/** The two nearest rows of each synthetic row in equally large parts of training rows and in one of held-out rows. */
export interface BalancedNeighbours {
  /** Rows of each part, two at least. */
  readonly partSize: number;
  readonly training: readonly NearestRecords[];
  readonly heldOut: NearestRecords;
}

/** Variances of sums over synthetic rows, under sampling of the real rows. */
export interface NearnessVariances {
  /** Of Σ over training parts of the distance to the nearest row. */
  readonly toTraining: number;
  /** Of Σ distance to the nearest held-out row. */
  readonly toHeldOut: number;
  /** Of Σ over training parts of 1 where the part is nearer than the held-out rows, ½ where it is as near. */
  readonly closer: number;
}

/** The distances to the nearest rows. */
export function nearestOf({ distances, count }: NearestRecords): Uint16Array {
  return Uint16Array.from({ length: distances.length / count }, (_, row) => distances[row * count]);
}

/** Synthetic rows × training parts where the part is nearer than the held-out rows, as near, and farther. */
export function countCloser({ training, heldOut }: BalancedNeighbours): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  const toHeldOut = nearestOf(heldOut);
  for (const part of training) {
    nearestOf(part).forEach((distance, row) => counts[1 + Math.sign(distance - toHeldOut[row])]++);
  }
  return counts;
}

/** Cells of a histogram of nearest ÷ second nearest distance: the ratio to two decimals. */
export const RATIO_CELLS = 101;

/** Rows per nearest ÷ second nearest distance, 0.00 … 1.00; where both are 0 it is 1. */
export function ratioHistogram({ distances, count }: NearestRecords): Float64Array {
  const cells = new Float64Array(RATIO_CELLS);
  for (let at = 0; at < distances.length; at += count) {
    const second = distances[at + 1];
    cells[second === 0 ? RATIO_CELLS - 1 : Math.round(((RATIO_CELLS - 1) * distances[at]) / second)]++;
  }
  return cells;
}

/**
 * Jackknife variances: of what leaving out one real row changes, which the two nearest neighbours tell. Parts are strata.
 * The bootstrap is not used: for statistics of nearest neighbours its variance is wrong (Abadie & Imbens, Econometrica
 * 2008), and a resample lacks a third of the rows, and with them a third of the copies. The jackknife errs on the side
 * of width (Efron & Stein, Ann Stat 1981).
 */
export function nearnessVariances({ partSize, training, heldOut }: BalancedNeighbours): NearnessVariances {
  const heldOutCloser = new Float64Array(partSize);
  let toTraining = 0;
  let closer = 0;
  for (const part of training) {
    toTraining += jackknifeVariance(distanceChanges(part, partSize));
    closer += jackknifeVariance(closerChanges(part, heldOut, partSize));
    closerChanges(heldOut, part, partSize).forEach((change, row) => (heldOutCloser[row] += change));
  }
  return {
    toTraining,
    toHeldOut: jackknifeVariance(distanceChanges(heldOut, partSize)),
    closer: closer + jackknifeVariance(heldOutCloser),
  };
}

/** Per real row, how much Σ distance grows without it. */
function distanceChanges({ rows, distances, count }: NearestRecords, partSize: number): Float64Array {
  const changes = new Float64Array(partSize);
  for (let at = 0; at < rows.length; at += count) changes[rows[at]] += distances[at + 1] - distances[at];
  return changes;
}

/** Per row of one part, how much the number of synthetic rows nearer to it than to another drops without it. */
function closerChanges(part: NearestRecords, other: NearestRecords, partSize: number): Float64Array {
  const changes = new Float64Array(partSize);
  const toOther = nearestOf(other);
  toOther.forEach((distance, row) => {
    const at = row * part.count;
    const before = Math.sign(distance - part.distances[at]);
    const after = Math.sign(distance - part.distances[at + 1]);
    changes[part.rows[at]] += (before - after) / 2;
  });
  return changes;
}

/** (n − 1) / n Σ (change − mean change)². */
function jackknifeVariance(changes: Float64Array): number {
  const rows = changes.length;
  const mean = changes.reduce((sum, change) => sum + change, 0) / rows;
  return ((rows - 1) / rows) * changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
}
