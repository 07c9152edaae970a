/**
 * Two-way tables as further margins. They restore associations fully, and are a further disclosure: sites count them in a
 * round of its own, and cells below a minimum are merged before anything is raked to them.
 */
import type { Contribution, CountVector, Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';
import type { Margin } from '#tabular/profile/margins';
import type { Table } from '#tabular/table';

/** Names of two margins. */
export type MarginPair = readonly [string, string];

/** Cells with fewer rows than this are merged into one. */
export const MINIMUM_PAIR_CELL = 10;

/** One vector of counts per pair, row-major in the first margin. Throws RangeError for a name that is no margin's. */
export function pairLayout(margins: readonly Margin[], pairs: readonly MarginPair[]): SumLayout {
  return new Map(
    pairs.map((pair) => {
      const [first, second] = membersOf(margins, pair);
      return [pairName(pair), { kind: 'count', length: first.counts.length * second.counts.length }];
    }),
  );
}

/** A site's rows by the cells of both margins. */
export function contributePairs(margins: readonly Margin[], pairs: readonly MarginPair[], table: Table): Contribution {
  const vectors = pairs.map((pair): [string, CountVector] => {
    const [first, second] = membersOf(margins, pair);
    const values = new Float64Array(first.counts.length * second.counts.length);
    for (const cell of jointCells(first, second, table)) values[cell]++;
    return [pairName(pair), { kind: 'count', values }];
  });
  return { rowCount: table.rowCount, vectors: new Map(vectors) };
}

/** The margins to rake to besides the one-way ones. Cells below `minimum` (empty ones too) are one cell together. */
export function pairMargins(
  margins: readonly Margin[],
  pairs: readonly MarginPair[],
  sum: Sum,
  minimum = MINIMUM_PAIR_CELL,
): Margin[] {
  return pairs.map((pair) => {
    const [first, second] = membersOf(margins, pair);
    const joint = sum.vectors.get(pairName(pair))!.values;
    const merged = mergeSmallCells(joint, minimum);
    return {
      name: pairName(pair),
      kind: 'category',
      counts: merged.counts,
      cellsOf: (table) => jointCells(first, second, table).map((cell) => merged.cellOf[cell]),
    };
  });
}

function pairName([first, second]: MarginPair): string {
  return `${first} × ${second}`;
}

function membersOf(margins: readonly Margin[], pair: MarginPair): [Margin, Margin] {
  const [first, second] = pair.map((name) => margins.find((margin) => margin.name === name));
  if (first === undefined || second === undefined) throw new RangeError(`${pairName(pair)} names no two margins`);
  return [first, second];
}

function jointCells(first: Margin, second: Margin, table: Table): Int32Array {
  const inner = second.cellsOf(table);
  return first.cellsOf(table).map((cell, row) => cell * second.counts.length + inner[row]);
}

/** Cell 0 holds what is too small; the others follow in order. */
function mergeSmallCells(joint: Float64Array, minimum: number): { counts: Float64Array; cellOf: Int32Array } {
  const counts = [0];
  const cellOf = Int32Array.from(joint, (count) => {
    if (count >= minimum) return counts.push(count) - 1;
    counts[0] += count;
    return 0;
  });
  return { counts: Float64Array.from(counts), cellOf };
}
