import type { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { type CodedRecords, selectColumns, selectRecords } from '../coded-records.ts';
import { nearestRecords } from '../nearest-records.ts';

/** Columns, by position, of the two data sets that an attacker holds. */
export type ColumnHalves = readonly [readonly number[], readonly number[]];

/** The smaller half has at least this share of the columns, or groups are cut. */
const LEAST_SHARE = 1 / 3;

/**
 * Splits the columns as they might lie in two data sets: whole groups of the dictionary, the largest first, always to the
 * half with fewer columns; equally large groups in random order. Where that leaves one half small, columns go to the
 * halves in turn, in random order.
 */
export function splitColumns(dictionary: DataDictionary, stream: RandomStream): ColumnHalves {
  const groups = new Map<string, number[]>();
  dictionary.fields.forEach(({ group }, column) => {
    const columns = groups.get(group ?? '') ?? [];
    groups.set(group ?? '', [...columns, column]);
  });
  const halves: [number[], number[]] = [[], []];
  for (const columns of stream.shuffle([...groups.values()]).toSorted((a, b) => b.length - a.length)) {
    halves[halves[0].length <= halves[1].length ? 0 : 1].push(...columns);
  }
  const least = Math.min(halves[0].length, halves[1].length);
  if (least >= LEAST_SHARE * dictionary.fields.length) return halves;
  const inOrder = [...stream.permutation(dictionary.fields.length)];
  return [inOrder.filter((_, i) => i % 2 === 0), inOrder.filter((_, i) => i % 2 === 1)];
}

/**
 * Linking two data sets of the same patients by way of a synthetic cohort: a patient is linked if the `k` synthetic rows
 * nearest to the first half of the columns and the `k` nearest to the second share a row. Of equally near rows those
 * first in a random order are taken, another order for either half, so that ties don't link by themselves.
 * @param neighbours values of k
 * @returns per k, the rows of `real` that are linked
 */
export function countLinks(
  real: CodedRecords,
  synthetic: CodedRecords,
  halves: ColumnHalves,
  neighbours: readonly number[],
  stream: RandomStream,
): Float64Array {
  const most = Math.max(...neighbours);
  const [first, second] = halves.map((columns) => {
    const order = stream.permutation(synthetic.rowCount);
    const ordered = selectColumns(selectRecords(synthetic, order), columns);
    const { rows, count } = nearestRecords(selectColumns(real, columns), ordered, most);
    return { rows: rows.map((row) => order[row]), count };
  });
  const linked = new Float64Array(neighbours.length);
  for (let row = 0; row < real.rowCount; row++) {
    const start = row * first.count;
    const needed = neededNeighbours(first.rows, second.rows, start, start + first.count);
    neighbours.forEach((k, i) => (linked[i] += needed <= k ? 1 : 0));
  }
  return linked;
}

/** The least k for which the first k of both lists share a row; infinite where the lists share none. */
function neededNeighbours(first: Int32Array, second: Int32Array, start: number, end: number): number {
  let needed = Number.POSITIVE_INFINITY;
  for (let i = start; i < end; i++) {
    for (let j = start; j < end; j++) {
      if (first[i] === second[j]) needed = Math.min(needed, Math.max(i, j) - start + 1);
    }
  }
  return needed;
}

/** The probability that two random sets of `k` out of `rowCount` rows share a row; NaN without rows. */
export function chanceOfLink(k: number, rowCount: number): number {
  if (rowCount === 0) return Number.NaN;
  let apart = 1;
  for (let i = 0; i < k; i++) apart *= Math.max(0, rowCount - k - i) / Math.max(1, rowCount - i);
  return 1 - apart;
}
