import type { CodedRecords } from '../coded-records.ts';
import { addCounters, type BitCounters, lanesBelow } from './bit-counters.ts';
import { combineCodes, groupColumns, heldCodes } from './column-groups.ts';
import { countDifferences, DIGITS, MOST_GROUPS } from './count-differences.ts';
import { type DifferencePlanes, differencePlanes } from './difference-planes.ts';

/** So many rows at a time that their planes stay in the cache. A multiple of 32. */
const BLOCK_ROWS = 1024;

/**
 * Called for 32 rows of which some are nearer than the bound.
 * @param row of `from`
 * @param first the first of the 32 rows of `to`
 * @param lanes which of the 32 are nearer than the bound, one bit each
 * @param distances of all 32
 * @returns the bound of `row` from now on
 */
export type VisitNear = (row: number, first: number, lanes: number, distances: BitCounters) => number;

/**
 * Visits, for each row of `from`, the rows of `to` whose Hamming distance is below the row's bound, in ascending order.
 * Every pair is compared, for about 4 ns with 92 columns of three states.
 * @param bounds shape (from.rowCount), at most columnCount + 1; holds the last bounds afterwards
 */
export function scanRecords(from: CodedRecords, to: CodedRecords, bounds: Uint16Array, visit: VisitNear): void {
  if (from.rowCount === 0) return;
  const held = heldCodes(from);
  const groups = groupColumns(held);
  const combined = combineCodes(groups, held, from);
  const starts = new Int32Array(4 * Math.ceil(groups.length / 4));
  const distances = new Int32Array(Math.max(DIGITS, 32 - Math.clz32(to.columnCount + 1)));
  for (let first = 0; first < to.rowCount; first += BLOCK_ROWS) {
    const block = differencePlanes(to, groups, held, first, Math.min(BLOCK_ROWS, to.rowCount - first));
    for (let row = 0; row < from.rowCount; row++) {
      const cell = row * groups.length;
      for (let group = 0; group < groups.length; group++) starts[group] = block.starts[combined[cell + group]];
      bounds[row] = scanBlock(block, starts, row, bounds[row], distances, visit);
    }
  }
}

function scanBlock(
  block: DifferencePlanes,
  starts: Int32Array,
  row: number,
  bound: number,
  distances: BitCounters,
  visit: VisitNear,
): number {
  const { planes, wordCount, firstRow } = block;
  const rowsInLast = block.rowCount - 32 * (wordCount - 1);
  for (let word = 0; word < wordCount; word++) {
    if (starts.length <= MOST_GROUPS) countDifferences(planes, starts, 0, starts.length, wordCount, word, distances);
    else countManyDifferences(planes, starts, wordCount, word, distances);
    let lanes = lanesBelow(distances, bound);
    if (word === wordCount - 1 && rowsInLast < 32) lanes &= (1 << rowsInLast) - 1;
    if (lanes !== 0) bound = visit(row, firstRow + 32 * word, lanes, distances);
  }
  return bound;
}

const addend = new Int32Array(DIGITS);

/** More columns than one pass can count. */
function countManyDifferences(
  planes: Int32Array,
  starts: Int32Array,
  words: number,
  word: number,
  distances: BitCounters,
): void {
  distances.fill(0);
  for (let first = 0; first < starts.length; first += MOST_GROUPS) {
    countDifferences(planes, starts, first, Math.min(first + MOST_GROUPS, starts.length), words, word, addend);
    addCounters(distances, addend);
  }
}
