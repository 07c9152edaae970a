import type { CodedRecords } from './coded-records.ts';
import { countOf, leastOf } from './hamming/bit-counters.ts';
import { scanRecords } from './hamming/scan-records.ts';

/** Bound once: looking up the global costs more than the instruction. */
const { clz32 } = Math;

/**
 * The least Hamming distance (number of unequal columns) from each row of `from` to a row of `to`.
 * @returns shape (from.rowCount), each in 0 … columnCount; all columnCount + 1 when `to` is empty
 */
export function nearestDistances(from: CodedRecords, to: CodedRecords): Uint16Array {
  const nearest = new Uint16Array(from.rowCount).fill(to.columnCount + 1);
  scanRecords(from, to, nearest, (_row, _first, lanes, counters) => leastOf(counters, lanes));
  return nearest;
}

/** Per row of `from` its nearest rows of `to`, nearest first, of equally near ones the lower index first. */
export interface NearestRecords {
  /** Neighbours kept per row; may be fewer than asked for, where `to` has no more. */
  readonly count: number;
  /** Shape (from.rowCount × count). */
  readonly rows: Int32Array;
  readonly distances: Uint16Array;
}

export function nearestRecords(from: CodedRecords, to: CodedRecords, most: number): NearestRecords {
  const count = Math.min(most, to.rowCount);
  const far = to.columnCount + 1;
  const rows = new Int32Array(from.rowCount * count);
  const distances = new Uint16Array(from.rowCount * count).fill(far);
  scanRecords(from, to, new Uint16Array(from.rowCount).fill(far), (row, first, lanes, counters) => {
    const last = (row + 1) * count - 1;
    for (let left = lanes; left !== 0; left &= left - 1) {
      const lane = 31 - clz32(left & -left);
      const distance = countOf(counters, lane);
      if (distance >= distances[last]) continue;
      let at = last;
      for (; at > row * count && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        rows[at] = rows[at - 1];
      }
      distances[at] = distance;
      rows[at] = first + lane;
    }
    return distances[last];
  });
  return { count, rows, distances };
}

/**
 * Per row of `from` the rows of `to` nearer than its bound, in ascending order.
 * @param bounds shape (from.rowCount), at most columnCount + 1
 */
export function recordsWithin(from: CodedRecords, to: CodedRecords, bounds: Uint16Array): number[][] {
  const found = Array.from({ length: from.rowCount }, (): number[] => []);
  scanRecords(from, to, bounds.slice(), (row, first, lanes) => {
    for (let left = lanes; left !== 0; left &= left - 1) found[row].push(first + 31 - clz32(left & -left));
    return bounds[row];
  });
  return found;
}

/** Rows at each distance 0 … columnCount. */
export function distanceHistogram(distances: Uint16Array, columnCount: number): Float64Array {
  const counts = new Float64Array(columnCount + 1);
  for (const distance of distances) if (distance <= columnCount) counts[distance]++;
  return counts;
}

/** Σ distance × count / Σ count; NaN for an empty histogram. */
export function meanDistance(counts: ArrayLike<number>): number {
  let rows = 0;
  let sum = 0;
  for (let distance = 0; distance < counts.length; distance++) {
    rows += counts[distance];
    sum += distance * counts[distance];
  }
  return sum / rows;
}
