import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type ComparableCells, comparableCells } from './comparable-cells.ts';

/** How many rows of `rows` some row of `others` equals in every column, without binning; missing equals missing. */
export function countExactMatches(dictionary: DataDictionary, rows: Table, others: Table): number {
  const [cells, otherCells] = [rows, others].map((table) => comparableCells(dictionary, table));
  const byHash = Map.groupBy(hashRows(cells, rows.rowCount).entries(), ([, hash]) => hash);
  const isMatched = new Uint8Array(rows.rowCount);
  hashRows(otherCells, others.rowCount).forEach((hash, other) => {
    for (const [row] of byHash.get(hash) ?? NOBODY) {
      if (isMatched[row] === 0 && isEqual(cells, row, otherCells, other)) isMatched[row] = 1;
    }
  });
  return isMatched.reduce((sum, matched) => sum + matched, 0);
}

const NOBODY: readonly (readonly [number, number])[] = [];

/** Equal rows have equal hashes. */
function hashRows(cells: ComparableCells, rowCount: number): Int32Array {
  const hashes = new Int32Array(rowCount);
  const cell = new Float64Array(1);
  const words = new Int32Array(cell.buffer);
  for (const column of cells) {
    for (let row = 0; row < rowCount; row++) {
      cell[0] = column[row];
      hashes[row] = Math.imul(Math.imul(hashes[row] ^ words[0], 597_399_067) ^ words[1], 461_845_907);
      hashes[row] ^= hashes[row] >>> 15;
    }
  }
  return hashes;
}

function isEqual(cells: ComparableCells, row: number, otherCells: ComparableCells, other: number): boolean {
  return cells.every((column, i) => column[row] === otherCells[i][other]);
}
