/**
 * Two-way tables as further margins, where training has told them to the coordinator anyway: a cohort raked to them has the
 * associations of its columns, also those too weak for a model to learn.
 */
import type { Table } from '#tabular/table';
import { type JointCells, type RakingMargin, weightedCounts } from './rake.ts';

/** Real two-way tables of columns that are coded in few cells. */
export interface PairTables {
  /** The cell of every row in each column. */
  readonly codesOf: (table: Table) => readonly Uint8Array[];
  readonly pairs: readonly PairTable[];
}

export interface PairTable {
  readonly name: string;
  /** Columns, by place in `codesOf`. */
  readonly first: number;
  readonly second: number;
  /** Cells of the second column. */
  readonly width: number;
  /** Rows by cell of the first column, then of the second. */
  readonly counts: Float64Array;
}

/** Cells with fewer rows than this are merged into one. */
const MINIMUM_PAIR_CELL = 20;

/** Rows of the pool × tables, at most: raking runs over all of them in every sweep. */
const MOST_WORK = 60_000_000;

/** As many tables as raking has time for, as margins of the pool, those from which it differs most first. */
export function misfitPairs(
  { pairs, codesOf }: PairTables,
  pool: Table,
  weights: Float64Array,
  minimumCellSize: number,
): RakingMargin[] {
  const codes = codesOf(pool);
  return pairs
    .map((pair) => marginOf(pair, codes, minimumCellSize))
    .map((margin) => ({ margin, misfit: misfitOf(margin, weights) }))
    .sort((a, b) => b.misfit - a.misfit)
    .slice(0, Math.floor(MOST_WORK / pool.rowCount))
    .map(({ margin }) => margin);
}

/** Cell 0 of the margin holds what is too small (empty cells too), as often as the minimum at least; the others follow in order. */
function marginOf(
  { name, first, second, width, counts }: PairTable,
  codes: readonly Uint8Array[],
  minimumCellSize: number,
): RakingMargin & { readonly cells: JointCells } {
  const least = Math.max(MINIMUM_PAIR_CELL, minimumCellSize);
  const merged = [0];
  const cellOf = Uint16Array.from(counts, (count) => {
    if (count >= least) return merged.push(count) - 1;
    merged[0] += count;
    return 0;
  });
  if (merged[0] > 0) merged[0] = Math.max(merged[0], minimumCellSize);
  return { name, cells: { first: codes[first], second: codes[second], width, cellOf }, counts: merged };
}

/** Pearson's χ² of the real counts against the shares of the pool's rows, by its degrees of freedom. */
function misfitOf({ cells, counts }: RakingMargin, weights: Float64Array): number {
  const inPool = weightedCounts(cells, weights, counts.length);
  let rows = 0;
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    rows += counts[cell];
    total += inPool[cell];
  }
  let sum = 0;
  let occupied = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const expected = (inPool[cell] * rows) / total;
    if (expected === 0) continue;
    occupied++;
    sum += (counts[cell] - expected) ** 2 / expected;
  }
  return occupied > 1 ? sum / (occupied - 1) : 0;
}
