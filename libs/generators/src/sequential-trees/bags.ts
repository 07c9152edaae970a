import type { Table } from '#tabular/table';
import type { Seed } from '#random/random-stream';

/** Share of the rows that a tree of several grows on: as many as a bootstrap sample has distinct ones, 1 − 1/e. */
const SHARE = 0.632;

/**
 * Which rows each of a column's trees grows on (subagging: Bühlmann & Yu 2002, close to the bootstrap, and the minimum leaf
 * size still counts distinct patients). A row's lot is drawn from its own content and the seed, so it is the same in every
 * round and wherever the row is kept: federated trees equal pooled ones.
 */
export class Bags {
  readonly #lots: Uint32Array;

  constructor(table: Table, seed: Seed) {
    this.#lots = rowLots(table, seed);
  }

  holds(row: number, target: number, bag: number): boolean {
    return (
      mixed(this.#lots[row] ^ Math.imul(target + 1, 0x9e3779b1) ^ Math.imul(bag + 1, 0x85ebca77)) < SHARE * 2 ** 32
    );
  }
}

function rowLots(table: Table, seed: Seed): Uint32Array {
  const lots = new Uint32Array(table.rowCount).fill(textHash(seed));
  for (const [, column] of table.columns) {
    if (column.kind === 'categorical') {
      for (let row = 0; row < lots.length; row++) lots[row] = mixed(lots[row] ^ column.codes[row]);
      continue;
    }
    const halves = new Uint32Array(Float64Array.from(column.values, canonical).buffer);
    for (let row = 0; row < lots.length; row++) {
      lots[row] = mixed(mixed(lots[row] ^ halves[2 * row]) ^ halves[2 * row + 1]);
    }
  }
  return lots;
}

/** One NaN and one zero, whatever their bits. */
function canonical(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value + 0;
}

function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = mixed(hash ^ text.charCodeAt(i));
  return hash;
}

/** The 32-bit finaliser of MurmurHash3. */
function mixed(value: number): number {
  let h = value + 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
