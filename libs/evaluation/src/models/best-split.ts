import type { Keys } from './labelled-features.ts';

/** Up to this many distinct values a feature's rows are always counted value by value. */
const COUNTED_VALUES = 64;

/** Above, they are counted where there are at most so many values per row, and sorted elsewhere. */
const COUNTED_VALUES_PER_ROW = 2;

/** Up to this many rows are sorted by insertion. */
const INSERTED_ROWS = 32;

/**
 * Finds the purest cut of a feature at a node of a tree by the Gini impurity. One object serves all nodes, so that nothing
 * is allocated on the way; what it found last stands in its fields.
 */
export class SplitSearch {
  /** Ranks at most this go left. */
  rank = -1;
  /** The first rank seen on the right. */
  nextRank = -1;
  /** Σ over both sides of (n₀² + n₁²) / n: greatest where the impurity left is least; −1 where the feature doesn't vary. */
  purity = -1;
  readonly #counts: Int32Array;
  readonly #sorted: Uint32Array;

  /**
   * @param mostValues that a feature has
   * @param mostRows at a node
   */
  constructor(mostValues: number, mostRows: number) {
    this.#counts = new Int32Array(2 * mostValues);
    this.#sorted = new Uint32Array(mostRows);
  }

  /**
   * @param keys per row 2 rank + label
   * @param distinct values of the feature
   * @param rows those at the node: from `from` up to before `to`
   * @param ones of these rows have label 1
   * @returns whether the feature varies among the rows
   */
  search(keys: Keys, distinct: number, rows: Int32Array, from: number, to: number, ones: number): boolean {
    this.purity = -1;
    const size = to - from;
    if (distinct <= COUNTED_VALUES || distinct <= COUNTED_VALUES_PER_ROW * size) {
      this.#scanCounts(countKeys(keys, distinct, rows, from, to, this.#counts), distinct, size, ones);
    } else {
      this.#scanSorted(sortKeys(keys, rows, from, to, this.#sorted), size, ones);
    }
    return this.purity >= 0;
  }

  #scanCounts(counts: Int32Array, distinct: number, size: number, ones: number): void {
    let seen = 0;
    let onesSeen = 0;
    let before = -1;
    for (let rank = 0; rank < distinct; rank++) {
      const onesHere = counts[2 * rank + 1];
      const here = counts[2 * rank] + onesHere;
      if (here === 0) continue;
      if (seen > 0) this.#consider(before, rank, seen, onesSeen, size, ones);
      seen += here;
      onesSeen += onesHere;
      before = rank;
      if (seen === size) return;
    }
  }

  #scanSorted(keys: Uint32Array, size: number, ones: number): void {
    let onesSeen = 0;
    for (let seen = 0; seen < size; seen++) {
      if (seen > 0 && keys[seen - 1] >>> 1 !== keys[seen] >>> 1) {
        this.#consider(keys[seen - 1] >>> 1, keys[seen] >>> 1, seen, onesSeen, size, ones);
      }
      onesSeen += keys[seen] & 1;
    }
  }

  #consider(rank: number, nextRank: number, seen: number, onesSeen: number, size: number, ones: number): void {
    const zerosSeen = seen - onesSeen;
    const onesLeft = ones - onesSeen;
    const left = size - seen;
    const zerosLeft = left - onesLeft;
    const purity = (zerosSeen ** 2 + onesSeen ** 2) / seen + (zerosLeft ** 2 + onesLeft ** 2) / left;
    if (purity <= this.purity) return;
    this.purity = purity;
    this.rank = rank;
    this.nextRank = nextRank;
  }
}

function countKeys(
  keys: Keys,
  distinct: number,
  rows: Int32Array,
  from: number,
  to: number,
  counts: Int32Array,
): Int32Array {
  counts.fill(0, 0, 2 * distinct);
  for (let i = from; i < to; i++) counts[keys[rows[i]]]++;
  return counts;
}

/** The keys of the rows, ascending. */
function sortKeys(keys: Keys, rows: Int32Array, from: number, to: number, sorted: Uint32Array): Uint32Array {
  const size = to - from;
  if (size > INSERTED_ROWS) {
    for (let i = 0; i < size; i++) sorted[i] = keys[rows[from + i]];
    sorted.subarray(0, size).sort();
    return sorted;
  }
  for (let i = 0; i < size; i++) {
    const key = keys[rows[from + i]];
    let place = i;
    for (; place > 0 && sorted[place - 1] > key; place--) sorted[place] = sorted[place - 1];
    sorted[place] = key;
  }
  return sorted;
}
