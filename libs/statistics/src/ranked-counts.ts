/** Counts at ranks 0 … size − 1 with sums of the lower ranks, both in O(log size): a Fenwick tree (Fenwick 1994). */
export class RankedCounts {
  readonly #tree: Float64Array;
  #total = 0;

  constructor(size: number) {
    this.#tree = new Float64Array(size + 1);
  }

  get total(): number {
    return this.#total;
  }

  add(rank: number, count: number): void {
    this.#total += count;
    for (let node = rank + 1; node < this.#tree.length; node += node & -node) this.#tree[node] += count;
  }

  /** Sum of the counts at ranks below `rank`. */
  below(rank: number): number {
    let sum = 0;
    for (let node = rank; node > 0; node -= node & -node) sum += this.#tree[node];
    return sum;
  }
}

/** The rank of each value among the distinct ones: 0 for the least. */
export function denseRanks(values: ArrayLike<number>): { readonly ranks: Int32Array; readonly size: number } {
  const distinct = Float64Array.from(new Set(Array.from(values))).sort();
  const rankOf = new Map(Array.from(distinct, (value, rank) => [value, rank]));
  return { ranks: Int32Array.from(values, (value) => rankOf.get(value) ?? 0), size: distinct.length };
}
