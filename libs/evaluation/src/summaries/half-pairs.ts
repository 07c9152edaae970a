import { RandomStream, type Seed } from '#random/random-stream';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';

/**
 * Pairs of halves that training rows are summed up in, apart. Whoever has the sums joins one half of each pair to halve the
 * training rows in up to 2³ ways. Each of four sites or more tells of one pair alone, a large one of fewer of up to four.
 */
export const HALF_PAIRS = 4;

/** A site whose rows make several pairs tells of no set smaller than the halves of this many rows. */
const LEAST_PAIR_ROWS = 100;

export interface Halves {
  readonly a: Table;
  readonly b: Table;
}

export interface PairOptions {
  /** Of rows in a half. */
  readonly minimum: number;
  /** Sites of the study: the fewer, the more pairs each makes. */
  readonly siteCount: number;
}

/**
 * A site's training rows in random halves, in one pair or several; the first of these is one of `HALF_PAIRS` by chance. The
 * others have no rows. Where a half would have fewer rows than `minimum`, one half, drawn by chance, has all, so that many
 * small sites balance; so does the half that an odd row goes to.
 */
export function pairsOfHalves(table: Table, { minimum, siteCount }: PairOptions, seed: Seed): Halves[] {
  const stream = RandomStream.derive(seed, 'halves');
  const order = stream.permutation(table.rowCount);
  const least = Math.max(LEAST_PAIR_ROWS, 2 * minimum);
  const wanted = Math.ceil(HALF_PAIRS / Math.max(1, siteCount));
  const count = Math.max(1, Math.min(wanted, Math.floor(table.rowCount / least)));
  const first = RandomStream.derive(seed, 'pair').int(HALF_PAIRS);
  const pairs: Halves[] = Array.from({ length: HALF_PAIRS }, () => cut(table, order.subarray(0, 0), 0, minimum));
  for (let i = 0; i < count; i++) {
    const [from, to] = [i, i + 1].map((part) => Math.floor((part * table.rowCount) / count));
    pairs[(first + i) % HALF_PAIRS] = cut(table, order.subarray(from, to), stream.int(2), minimum);
  }
  return pairs;
}

/** Two random halves, by the same rules. */
export function randomHalves(table: Table, minimum: number, seed: Seed): Halves {
  const stream = RandomStream.derive(seed, 'halves');
  const order = stream.permutation(table.rowCount);
  return cut(table, order, stream.int(2), minimum);
}

/** @param draw 0 or 1: who gets an odd row, or all of few */
function cut(table: Table, rows: Int32Array, draw: number, minimum: number): Halves {
  const isSmall = Math.floor(rows.length / 2) < minimum;
  const middle = isSmall ? draw * rows.length : Math.floor((rows.length + draw) / 2);
  return { a: selectRows(table, rows.subarray(0, middle)), b: selectRows(table, rows.subarray(middle)) };
}

/**
 * Ways to join one half of each pair: for each pair 0 where its first half goes with the first half of the first pair, 1
 * where its second does. At most `most` different ones; the first way joins all first halves.
 * @param used pairs that have rows; others change nothing
 */
export function waysToHalve(used: readonly boolean[], most: number, seed: Seed): number[][] {
  const free = [...used.keys()].filter((pair) => used[pair]).slice(1);
  const others = RandomStream.derive(seed, 'ways to halve').permutation(2 ** free.length - 1);
  const chosen = [0, ...Array.from(others, (way) => way + 1)].slice(0, most);
  return chosen.map((way) =>
    Array.from(used.keys(), (pair) => (free.includes(pair) ? (way >> free.indexOf(pair)) & 1 : 0)),
  );
}
