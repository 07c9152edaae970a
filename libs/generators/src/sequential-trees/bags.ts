import type { Seed } from '#random/random-stream';
import type { Table } from '#tabular/table';
import { mixed, rowLots } from '../training/row-lots.ts';

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
